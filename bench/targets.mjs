/** The ratios that are asked for, and how each is made of the results. */

const at = (clients) => (data) => data.clients[clients];
const whole = (data) => data;

/** Operations a second, ours against a rival's. */
const rate = (part, what, [least, aim], list, of, against) => ({
  ...{ part, what, least, aim },
  value: (data) => list(data)[of].rate / list(data)[against].rate,
  /** The same by CPU time of server or worker an operation: steadier on a machine that others use too. */
  byCpu: (data) => list(data)[against].serverCpuUs / list(data)[of].serverCpuUs,
});

const DRIVER = 'bare driver, one by one';
const GUARD_ALONE = 'bare driver, the guard index alone';
const OUR_INDEXES = 'bare driver, our indexes';
const BATCHED = 'bare driver, batched';

/** The main figures: users with a year behind them, 64 clients. */
const mixed = (name) => {
  const list = (data) => data[name];
  return [
    rate('claims', `claims/s, ${name} : ${GUARD_ALONE}`, [2, 2.8], list, 'ours', GUARD_ALONE),
    rate('claims', `claims/s, ${name} : ${OUR_INDEXES}`, [2, 2.8], list, 'ours', OUR_INDEXES),
    rate('claims', `claims/s, ${name} : ${BATCHED}, the limit`, [0.5, 0.65], list, 'ours', BATCHED),
    {
      ...{ part: 'claims', what: `claims/s, ${name}, last third : first third`, least: 0.9, aim: 1 },
      value: (data) => list(data).ours.lastToFirst,
    },
  ];
};

/** Of the grown database against the small one: the second of a kind against the first. */
const grown = (kind) => {
  const both = ({ data }) => Object.keys(data).filter((name) => name.startsWith(kind));
  const ratio = (data, key) => data.data[both(data)[1]][key] / data.data[both(data)[0]][key];
  return {
    ...{ part: 'growth', what: `${kind}/s, 5 million users : 10,000`, least: 0.6, aim: 0.8 },
    value: (data) => ratio(data, 'rate'),
    byCpu: (data) => 1 / ratio(data, 'serverCpuUs'),
  };
};

/** What the 64 others of one costly caller keep, by the kind of their operations. */
const fair = (caller) =>
  ['claims alone', 'claims', 'checkIns', 'logins', 'pages'].flatMap((kind) => {
    const of = (key) => (data) => data[caller]?.[kind]?.[key];
    const what = `${kind} of 64 others beside one ${caller} : without`;
    return [
      { ...{ part: 'fairness', what: `${what}, rate`, least: 0.8, aim: 0.95 }, value: of('rateRatio') },
      { ...{ part: 'fairness', what: `${what}, p99`, most: 2, aim: 1.3 }, value: of('p99Ratio') },
    ];
  });

export const TARGETS = [
  ...mixed('40 events'),
  ...mixed('one event'),
  rate('claimServers', `claims/s, 256 clients : ${DRIVER}`, [2, 3], at(256), 'ours', DRIVER),
  rate('claimServers', `claims/s, 16 clients : ${DRIVER}`, [1.1, 1.4], at(16), 'ours', DRIVER),
  {
    // Of docs/strategies.md: both with all cores and nobody else's work.
    ...{ part: 'strategies', what: 'claims/s, 64 clients : PostgreSQL peer', least: 1.3, aim: 2 },
    value: (rows) => {
      const at64 = (strategy) => rows.find((row) => row.strategy === strategy && row.clients === 64);
      return at64('platform')?.perSecond / at64('postgres')?.perSecond;
    },
  },
  rate('claimServers', 'claims/s : the usual set-up', [6, 10], at(64), 'ours', 'the usual set-up'),
  rate(
    'claimServers',
    'claims/s : mercurius with jit on our services',
    [0.9, 1],
    at(64),
    'ours',
    'mercurius with jit',
  ),
  rate(
    'claimServers',
    'claims/s : mercurius with jit, nobody shares a call',
    [2.2, 3],
    at(64),
    'ours',
    'mercurius with jit, nobody shares a call',
  ),
  {
    ...{ part: 'claimServers', what: 'one client, p50 : nobody shares a call', most: 1.1, aim: 1.03 },
    value: (data) => at(1)(data).ours.p50 / at(1)(data)['ours, nobody shares a call'].p50,
  },
  rate(
    'claimServers',
    'two limited rewards, 64 clients : without stock',
    [0.9, 1],
    at(64),
    'ours, two limited rewards',
    'ours',
  ),
  rate(
    'claimServers',
    'with guard hint and primary rule : without',
    [0.9, 0.97],
    at(64),
    'ours',
    'ours, without hint and primary rule',
  ),
  {
    // What one user's contention costs: a hundred requests take their time whoever sends them.
    ...{ part: 'claimServers', what: '100 claims of one user at once, p99 : of 100 users at once', most: 1 },
    value: ({ oneUser }) =>
      oneUser['a hundred of one user at once'].p99 / oneUser['a hundred users at once'].p99,
  },
  {
    ...{
      part: 'claimServers',
      what: 'sign-in check of a claim, 64 clients: calls of its own',
      most: 0.05,
      aim: 0,
    },
    value: (data) => at(64)(data).ours.finds,
  },
  {
    ...{ part: 'checkIns', what: 'sign-in check of a check-in: calls of its own', most: 0.05, aim: 0 },
    value: (data) => data.ours.finds,
  },
  {
    // All but the rows themselves: who asks, the rows' users and their events.
    ...{
      part: 'page',
      what: 'sign-in check, users and events of a page, 16 clients: calls of its own',
      most: 0.95,
    },
    value: ({ same }) => same.ours.finds - 1,
  },
  rate(
    'payout',
    'members/s of a payout : claims/s, 64 clients',
    [0.8, 1],
    ({ alone }) => alone,
    'a payout',
    'claims, 64 clients',
  ),
  rate(
    'payout',
    'claims/s beside a payout : alone',
    [0.8, 0.9],
    ({ beside }) => beside,
    'beside a payout',
    'alone',
  ),
  rate('feed', 'claims/s, with the feed : without', [0.85, 0.95], whole, 'ours', 'ours, without the feed'),
  rate(
    'seal',
    'claims/s, beside a sealing : alone',
    [0.9, 0.98],
    ({ claims }) => claims,
    'claims beside a sealing',
    'claims alone',
  ),
  {
    ...{ part: 'seal', what: '100,000 entries sealed, in seconds', most: 30, aim: 10 },
    value: ({ entries, aloneSeconds }) => (aloneSeconds * 100_000) / entries,
  },
  rate('codes', 'claims/s, with a code pool : without', [0.6, 0.8], whole, 'with a code pool', 'without'),
  rate('checkIns', `check-ins/s, 64 clients : ${DRIVER}`, [1.8, 2.5], whole, 'ours', DRIVER),
  rate(
    'page',
    'page of 100 requests, each client on one of its own : bare driver, whole rows',
    [0.8, 1],
    ({ own }) => own,
    'ours',
    'bare driver, whole rows',
  ),
  rate(
    'page',
    'the same page for all clients : mercurius with jit and its own loaders',
    [1, 1.2],
    ({ same }) => same,
    'ours',
    'mercurius with jit and its own loaders',
  ),
  {
    ...{ part: 'logins', what: "other operations' p99 beside logins : alone", most: 2 },
    value: (list) => list['other operations, beside logins'].p99 / list['other operations, alone'].p99,
  },
  rate(
    'activities',
    'claims/s, activity condition : attendance condition',
    [0.8, 0.95],
    ({ claims }) => claims,
    'activity condition',
    'attendance condition',
  ),
  rate(
    'activities',
    'activities/s, POST /activities : bare driver, insertMany',
    [0.5, 0.7],
    ({ recording }) => recording,
    'ours',
    'bare driver, insertMany',
  ),
  {
    ...{ part: 'activities', what: "others' claims beside a busy user : alone, p99", most: 1.2, aim: 1.1 },
    value: ({ beside }) => beside['beside a busy user'].p99 / beside.alone.p99,
  },
  {
    ...{ part: 'start', what: 'ready after start, database up (ms)', most: 1_500, aim: 800 },
    value: ({ readyMs }) => readyMs,
  },
  {
    ...{ part: 'start', what: 'resident memory after all of it (MB)', most: 220, aim: 180 },
    value: ({ residentMb }) => residentMb,
  },
  grown('claims'),
  grown('pages'),
  ...['anonymous', 'USER', 'OPERATOR', 'AUDITOR', 'ADMIN'].flatMap(fair),
];
