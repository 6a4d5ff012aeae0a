import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { systemClock } from '../../src/clock';
import { AUDIENCE_FAULT_POINTS } from '../../src/fault-points';
import { checkInvariants } from '../../src/invariants/invariants';
import {
  AddAudienceMembersDocument,
  CreateAudienceDocument,
  SealAudienceDocument,
} from '../generated/documents';
import { actorOf, type Actor } from '../support/actors';
import { insertUsers } from '../support/audiences';
import { startTestServer, type TestServer } from '../support/server';
import type { ServerProcess } from '../support/server-process';
import { until } from '../support/until';
import { Cluster } from './support/cluster';
import { report } from './support/report';

const MEMBERS = 400;

/** Makes accounts and reads rows. */
let home: TestServer;
let cluster: Cluster;
let calm: ServerProcess;
let operator: Actor;
let userIds: string[];
/** Where calls go. */
let url: string;
let kills = 0;
let sealedTwice = 0;

beforeAll(async () => {
  home = await startTestServer({ now: 'system' });
  cluster = new Cluster(home.mongodbUri);
  calm = await cluster.start();
  url = calm.url;
  operator = await actorOf(home.app, { now: systemClock } as never, () => url, 'OPERATOR');
  userIds = await insertUsers(home.app, MEMBERS, new Date());
});
afterAll(async () => {
  await cluster.kill();
  await home.close();
  report('Audiences', [{ kills, 'members of each': MEMBERS, 'sealed twice': sealedTwice }]);
});

async function add(audienceId: string): Promise<void> {
  for (let from = 0; from < MEMBERS; from += 200) {
    const users = userIds.slice(from, from + 200).map((id) => ({ id }));
    await operator.run(AddAudienceMembersDocument, { input: { audienceId, users } });
  }
}
const seal = (id: string) => operator.run(SealAudienceDocument, { input: { id } });

test.each(AUDIENCE_FAULT_POINTS)(
  'over a kill at %s an audience has each member once, and is sealed once',
  async (point) => {
    const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: point } });
    const { id } = createAudience!.audience!;
    const armed = await cluster.start({ point, signal: 'SIGKILL' });
    const died = cluster.died(armed);
    url = armed.url;
    await add(id)
      .then(() => seal(id))
      .catch(() => undefined);
    await died;
    expect(armed.child.signalCode).toBe('SIGKILL');
    kills += 1;
    url = calm.url;
    const _id = new Types.ObjectId(id);
    const read = async () => (await home.database.audiences.findOne({ _id }))!;
    // It may be sealed by now, or is being sealed by another server.
    if ((await read()).state === 'OPEN') {
      await add(id);
      await seal(id);
    }
    await until(async () => (await read()).state === 'SEALED' && ((await read()).outbox ?? []).length === 0);
    const { size, digest } = await read();
    const ids = [...userIds].sort().map((userId) => `${userId}\n`);
    const expected = createHash('sha256').update(ids.join('')).digest('hex');
    expect({ size, digest }).toEqual({ size: MEMBERS, digest: expected });
    expect(await home.database.audienceMembers.countDocuments({ audienceId: _id })).toBe(MEMBERS);
    const entries = { action: 'sealAudience', targetId: _id };
    await until(() => home.database.auditEntries.findOne(entries));
    const seals = await home.database.auditEntries.countDocuments(entries);
    if (seals > 1) sealedTwice += 1;
    expect(seals).toBe(1);
    expect((await checkInvariants(home.database)).filter(({ ok }) => !ok)).toEqual([]);
  },
);
