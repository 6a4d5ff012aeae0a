import { dataOf, type Client, type MyEventsData } from '@event-reward-platform/client';

type ListedEvent = MyEventsData['nodes'][number];

const SITUATIONS = ['ready', 'locked', 'PENDING', 'SUCCESS', 'soldOut', 'soon', 'over'] as const;
export type Event = ListedEvent & { readonly situation: (typeof SITUATIONS)[number] };
export type Account = NonNullable<Awaited<ReturnType<typeof loadAccount>>>;

/** All that the page shows of a user; null for other roles. @throws CallFailed */
export async function loadAccount(client: Client) {
  // The service's own day: the device may be in another time zone, and its clock may be wrong.
  const server = dataOf(await client.serverInfo());
  const from = `${server.today.slice(0, 8)}01`;
  const me = dataOf(await client.me());
  if (me.role !== 'USER') return null;
  const [month, events, requests] = await Promise.all([
    client.myAttendance({ from, to: server.today, first: 31 }).then(dataOf),
    client.myEvents({ first: 30 }).then(dataOf),
    client.myRewardRequests({ first: 20 }).then(dataOf),
  ]);
  const listed = events.nodes.reverse().map((event) => ({ ...event, situation: situationOf(event) }));
  return {
    server,
    me,
    days: new Set(month.nodes.map(({ day }) => Number(day.slice(8)))),
    events: listed.sort((a, b) => rank(a) - rank(b)),
    requests: requests.nodes,
  };
}

/** Events that can be claimed come first, then those that lack the least. */
function rank({ situation, myEligibility }: Event): number {
  const missing = (myEligibility?.progress ?? []).map(({ target, current }) => Math.max(0, target - current));
  return SITUATIONS.indexOf(situation) + missing.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** The server's judgement in one word. It is a hint: what counts is the answer to a claim. */
function situationOf({ myRequest, myEligibility }: ListedEvent): Event['situation'] {
  if (myRequest?.status === 'SUCCESS' || myRequest?.status === 'PENDING') return myRequest.status;
  const blockedBy = myEligibility?.blockedBy ?? [];
  if (blockedBy.includes('EVENT_NOT_STARTED')) return 'soon';
  if (blockedBy.includes('EVENT_ENDED')) return 'over';
  if (blockedBy.includes('OUT_OF_STOCK')) return 'soldOut';
  return myEligibility?.eligible ? 'ready' : 'locked';
}
