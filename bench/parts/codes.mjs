import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';
import mongoose from 'mongoose';
import { JWT_SECRET, SECRETS_KEY } from '../environment.mjs';
import { graphqlRequest } from '../http-client.mjs';
import { CLAIM, EVENT_REWARDS } from '../operations.mjs';
import { paidId } from './claim-servers.mjs';

const { Types } = mongoose;
const CLIENTS = 64;
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** What a winner asks for, too. */
const CLAIM_WITH_CODE = CLAIM.replace('quantity }', 'quantity code }');

/** What a code for each winner costs claims: everybody claims at once, at an event with a pool and at one without. */
export async function codes(stage) {
  const { port, pid } = await stage.server('ours', {});
  const requests = stage.db.collection('rewardrequests');
  const rewardCodes = stage.db.collection('rewardcodes');
  const count = stage.users.length;
  const coupon = (fields) => [
    { type: 'POINT', name: 'Points' },
    { type: 'COUPON', name: 'Coupon', ...fields },
  ];
  /** Every acknowledged claim is a row, and each row of a pool has a code of its own, soon after its answer at the latest. */
  const prove = async (eventId, ids, codesEach) => {
    const filter = { eventId: new Types.ObjectId(eventId), status: 1 };
    const rows = await requests.find(filter, { projection: { _id: 1 } }).toArray();
    const stored = new Set(rows.map(({ _id }) => _id.toHexString()));
    if (rows.length !== count || !ids.every((id) => stored.has(id)))
      throw new Error(`${rows.length} rows, ${ids.length} acknowledged, ${count} claims`);
    const bound = () => rewardCodes.countDocuments({ requestId: { $in: rows.map(({ _id }) => _id) } });
    for (let waits = 0; (await bound()) < count * codesEach; waits += 1) {
      if (waits === 100) throw new Error(`${await bound()} codes, ${count} payments`);
      await sleep(100);
    }
  };
  const rival = (name, rewards, codesEach) => ({
    ...{ name, pid },
    prepare: async () => {
      const eventId = await stage.createEvent(null, undefined, rewards);
      if (codesEach > 0) await importCodes(stage, eventId, count);
      return eventId;
    },
    run: (eventId) =>
      stage.load(
        port,
        CLIENTS,
        stage.users.map((user) =>
          graphqlRequest(
            CLAIM_WITH_CODE,
            { input: { eventId, idempotencyKey: `bench-${eventId}` } },
            user.accessToken,
          ),
        ),
      ),
    prove: (eventId, { answers }) => prove(eventId, answers.map(paidId), codesEach),
  });
  const rivals = [
    rival('with a code pool', coupon({ codePool: true }), 1),
    rival('limited stock', coupon({ stock: count }), 0),
    rival('without', coupon({}), 0),
  ];
  await stage.compare(rivals, 1); // warms
  return stage.compare(rivals);
}

async function importCodes(stage, eventId, count) {
  const { port } = await stage.server('ours', {});
  const [answer] = await stage.ask(port, 1, [
    graphqlRequest(EVENT_REWARDS, { id: eventId }, stage.operator.accessToken),
  ]);
  const pool = answer.data.event.rewards.find(({ codes: figures }) => figures !== null);
  const folder = mkdtempSync(join(tmpdir(), 'event-reward-bench-'));
  try {
    const file = join(folder, 'codes.txt');
    writeFileSync(file, Array.from({ length: count }, (_, n) => `${eventId}-${n}\n`).join(''));
    const child = spawn(process.execPath, [CLI, 'import-codes', file, '--reward', pool.id], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...{ PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'test' },
        ...{ MONGODB_URI: stage.database.uri, JWT_SECRET, SECRETS_KEY },
      },
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`import-codes ended with ${code}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
