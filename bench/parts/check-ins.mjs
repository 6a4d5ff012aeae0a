import { graphqlRequest } from '../http-client.mjs';
import { CHECK_IN } from '../operations.mjs';
import { serviceDay } from '../seed.mjs';

const CLIENTS = 64;

/** Everybody checks in at once; today's rows are taken out before each run. */
export async function checkIns(stage) {
  const ours = await stage.server('ours', {});
  const driver = stage.worker('driver', './peers/driver.mjs');
  const unbatched = await stage.server('unbatched', { preload: './peers/unbatched.cjs' });
  const attendances = stage.db.collection('userattendances');
  const count = stage.users.length;
  const today = () => serviceDay(Date.now());
  const prepare = async () => {
    await attendances.deleteMany({ day: today() });
  };
  const prove = async (ids) => {
    const rows = await attendances.find({ day: today() }, { projection: { _id: 1 } }).toArray();
    const told = new Set(ids);
    if (rows.length !== count || told.size !== count || !rows.every(({ _id }) => told.has(String(_id)))) {
      throw new Error(`${rows.length} rows, ${told.size} acknowledged, ${count} check-ins`);
    }
  };
  const requests = stage.users.map(({ accessToken }) => graphqlRequest(CHECK_IN, {}, accessToken));
  const byServer = (name, { port, pid }) => ({
    ...{ name, pid, prepare, run: () => stage.load(port, CLIENTS, requests) },
    prove: (_, { answers }) => prove(answers.map((body) => madeId(body))),
  });
  const rivals = [
    byServer('ours', ours),
    byServer('ours, nobody shares a call', unbatched),
    {
      ...{ name: 'bare driver, one by one', pid: driver.pid, prepare },
      run: () =>
        driver.run({
          kind: 'checkIns',
          clients: CLIENTS,
          userIds: stage.users.map(({ id }) => id),
          day: today(),
        }),
      prove: (_, { ids }) => prove(ids),
    },
  ];
  await stage.compare(rivals, 1); // warms
  return stage.compare(rivals);
}

function madeId(body) {
  const answer = JSON.parse(body.toString());
  const { attendance, created } = answer.data?.checkAttendance ?? {};
  if (!created) throw new Error(`no check-in was made: ${JSON.stringify(answer)}`);
  return attendance.id;
}
