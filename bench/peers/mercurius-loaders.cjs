// The same with mercurius' own loaders on the edges of a page, in place of dataloaders.
globalThis.mercuriusLoaders = ({ models }) => {
  const edge = (model, key) => async (queries) => {
    const ids = [...new Set(queries.map(({ obj }) => obj[key].toHexString()))];
    const rows = await model.find({ _id: { $in: ids } }).lean();
    const byId = new Map(rows.map((row) => [row._id.toHexString(), row]));
    return queries.map(({ obj }) => byId.get(obj[key].toHexString()) ?? null);
  };
  // Its cache makes a key of each whole row: without it the page is faster.
  const opts = { cache: false };
  return {
    RewardRequest: {
      user: { loader: edge(models.users, 'userId'), opts },
      event: { loader: edge(models.events, 'eventId'), opts },
    },
  };
};
require('./mercurius.cjs');
