/**
 * An item server that hands over what the platform pays, each grant once, even if it is killed at any moment:
 *
 *   SERVICE_KEY=erk_… node examples/deliver.mjs FOLDER [http://127.0.0.1:4000/graphql]
 *
 * FOLDER stands for your own database: it keeps the position in the feed, and a file for each grant that was handed over.
 */
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, dataOf, followRewardFeed } from '@event-reward-platform/client';

const [folder, url = 'http://127.0.0.1:4000/graphql'] = process.argv.slice(2);
const key = process.env.SERVICE_KEY;
if (!folder || !key) throw new Error('Usage: SERVICE_KEY=erk_… node deliver.mjs FOLDER [URL]');

const POSITION = join(folder, 'position.json');
const HANDED_OVER = join(folder, 'handed-over');
const TAKEN_BACK = join(folder, 'taken-back');
const ACKNOWLEDGED_AT_ONCE = 200;

const client = createClient({ url, headers: { authorization: `Bearer ${key}` } });

/** @typedef {import('@event-reward-platform/client').FeedEntry} FeedEntry */
/** @typedef {NonNullable<FeedEntry['request']>['grants'][number]} Grant */

/**
 * Writes a file that is there in full or not at all.
 *
 * @param {string} path
 * @param {object} content
 * @param {(from: string, to: string) => Promise<void>} publish
 */
async function store(path, content, publish) {
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'w');
  await file.writeFile(JSON.stringify(content));
  await file.sync();
  await file.close();
  await publish(draft, path);
  await rm(draft, { force: true });
}

/**
 * Hands a grant over. The grant's id makes that safe to repeat: `link` fails if the file exists. Give the same id to
 * your own systems as their idempotency key.
 *
 * @param {Grant} grant
 * @param {FeedEntry['user']} user
 */
async function handOver(grant, user) {
  const { id, name, quantity, externalId } = grant;
  const [owner] = user.identities ?? [];
  const content = { to: owner?.subject ?? user.id, name, quantity, externalId };
  try {
    await store(join(HANDED_OVER, id), content, link);
    console.log(`handed over ${id}: ${quantity} × ${name}`);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
}

/**
 * Takes back what was handed over; its file stays, so that it is never handed over again.
 *
 * @param {Grant} grant
 */
async function takeBack({ id, name, quantity }) {
  try {
    await link(join(HANDED_OVER, id), join(TAKEN_BACK, id));
    console.log(`took back ${id}: ${quantity} × ${name}`);
  } catch (error) {
    // Never handed over, or taken back before.
    if (!['ENOENT', 'EEXIST'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error;
  }
}

/** @param {ReadonlyArray<{ requestId: string, grantId: string }>} handedOver */
async function acknowledge(handedOver) {
  for (let from = 0; from < handedOver.length; from += ACKNOWLEDGED_AT_ONCE) {
    const grants = handedOver
      .slice(from, from + ACKNOWLEDGED_AT_ONCE)
      .map((ids) => ({ ...ids, outcome: /** @type {const} */ ('DELIVERED'), reference: ids.grantId }));
    const { outcomes } = dataOf(await client.acknowledgeGrants({ grants }));
    for (const [place, { userErrors }] of outcomes.entries())
      if (userErrors[0]) console.warn(`${grants[place]?.grantId}: ${userErrors[0].message}`);
  }
}

await mkdir(HANDED_OVER, { recursive: true });
await mkdir(TAKEN_BACK, { recursive: true });
/** @type {{ epoch: string | null, after: number }} */
const position = JSON.parse(await readFile(POSITION, 'utf8').catch(() => '{ "epoch": null, "after": 0 }'));

/** @type {Array<{ requestId: string, grantId: string }>} */
let handedOver = [];
const types = /** @type {import('@event-reward-platform/client').FeedEntryType[]} */ ([
  'REWARD_GRANTED',
  'REWARD_REVOKED',
]);
for await (const item of followRewardFeed(client, { ...position, types })) {
  if (item.kind === 'entry') {
    const { request, user, type } = item.entry;
    for (const grant of request?.grants ?? []) {
      if (type === 'REWARD_REVOKED') {
        await takeBack(grant);
        continue;
      }
      // Handed over before: by this program, or by the platform that these payments were imported from. Or taken back.
      if (grant.delivery?.state === 'DELIVERED' || grant.revokedAt !== null) continue;
      await handOver(grant, user);
      handedOver.push({ requestId: request?.id ?? '', grantId: grant.id });
    }
    continue;
  }
  if (item.kind === 'restored') console.warn('The database was restored; reading from the start.');
  // In this order: what is acknowledged was handed over, and what is passed was acknowledged.
  await acknowledge(handedOver);
  handedOver = [];
  await store(POSITION, { epoch: item.epoch, after: item.sequence }, rename);
}
