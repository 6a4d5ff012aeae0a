/**
 * From a check-in to paid rewards, on the demo data of `npm start`:
 *
 *   node examples/first-reward.mjs [http://127.0.0.1:4000/graphql]
 *
 * Bob has two of three days: his claim is refused, he checks in, and is paid. Alice asks for a reward that an
 * operator decides. On a second run both have been rewarded already, and are told so.
 */
import { createClient, dataOf, textOf } from '@event-reward-platform/client';

const url = process.argv[2] ?? 'http://127.0.0.1:4000/graphql';

/** @param {string} username */
async function signIn(username) {
  const client = createClient({ url });
  dataOf(await client.login({ username, password: 'event-reward-demo' }));
  return client;
}

/**
 * @param {import('@event-reward-platform/client').Client} client
 * @param {string} title
 */
async function findEvent(client, title) {
  const { nodes } = dataOf(await client.myEvents({ filter: { titleContains: title } }));
  if (!nodes[0]) throw new Error(`There is no event ${title}: is this the demo data?`);
  return nodes[0];
}

/**
 * @param {import('@event-reward-platform/client').Client} client
 * @param {string} eventId
 */
async function claim(client, eventId) {
  const result = await client.requestReward({ eventId });
  if (result.ok) return { text: 'claimed', request: result.data.request };
  const { error } = result;
  const text = `${error.code} (${textOf(error, 'en')} ${textOf(error, 'ko')})`;
  // What was refused is there with the refusal: here the request that failed, or that holds the place.
  return { text, request: error.kind === 'refusal' ? error.payload.request : null };
}

/** @param {{ grants: ReadonlyArray<{ quantity: number, name: string }> } | null | undefined} request */
const paid = (request) =>
  (request?.grants ?? []).map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');

const bob = await signIn('bob');
const threeDays = await findEvent(bob, 'Three days');
console.log(`Bob, before checking in: ${(await claim(bob, threeDays.id)).text}`);
const { streak } = dataOf(await bob.checkAttendance());
console.log(`Bob has been there on ${streak.current} days in a row.`);
const first = await claim(bob, threeDays.id);
console.log(`Bob, after checking in: ${first.text}, paid ${paid(first.request)}`);

const alice = await signIn('alice');
const story = await findEvent(alice, 'Story');
const { text, request } = await claim(alice, story.id);
console.log(`Alice: ${text}, ${request?.status}`);

const operator = await signIn('operator');
const decided = await operator.approveRewardRequest({ id: request?.id ?? '', note: 'A good story' });
if (decided.ok) console.log(`The operator approves; Alice is paid ${paid(decided.data.request)}`);
else console.log(`The operator: ${decided.error.code} (${textOf(decided.error, 'en')})`);

for (const client of [bob, alice, operator]) dataOf(await client.logout());
