import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import {
  EventsDocument,
  LoginDocument,
  RequestRewardDocument,
  type RequestRewardMutation,
} from '../generated/documents';
import { Client } from './client';

/** A demo account, logged in on a server that has the demo data. */
export async function demoClient(url: string, username: string): Promise<Client> {
  const client = new Client(() => url);
  const { login } = await client.run(LoginDocument, { input: { username, password: DEMO_PASSWORD } });
  client.accessToken = login!.tokens.accessToken;
  return client;
}

export async function demoEventId(client: Client, title: string): Promise<string> {
  const { events } = await client.run(EventsDocument, { filter: { titleContains: title } });
  const event = events!.edges.map(({ node }) => node).find((node) => node.title === title);
  if (!event) throw new Error(`there is no demo event ${title}`);
  return event.id;
}

/** Claims a demo event, by default that of three consecutive days, which alice has. */
export async function claimDemoReward(
  client: Client,
  title = 'Three days in a row',
): Promise<NonNullable<NonNullable<RequestRewardMutation['requestReward']>['request']>> {
  const eventId = await demoEventId(client, title);
  const { requestReward } = await client.run(RequestRewardDocument, { input: { eventId } });
  return requestReward!.request!;
}
