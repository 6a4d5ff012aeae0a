import type { mongo } from 'mongoose';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';

/**
 * A real mongod whose `hello` is a router's: no `mongos` can be had where the tests run. The driver finds a sharded
 * cluster and sends what it sends to a router; how shards share the work can't be tried with it.
 */
export async function startRouter(mongodUri: string): Promise<TcpProxy & { readonly uri: string }> {
  const { port, pathname } = new URL(mongodUri);
  const proxy = await startTcpProxy(Number(port), asRouter);
  return { ...proxy, uri: `mongodb://127.0.0.1:${proxy.port}${pathname}` };
}

/** As mongod 6.0 and mongos 6.0 differ: the fields of a replica set's member are left out. */
const OF_MEMBERS = [
  ...['setName', 'setVersion', 'secondary', 'hosts', 'passives', 'arbiters', 'primary', 'me', 'electionId'],
  'lastWrite',
];

function asRouter(answer: mongo.Document): mongo.Document | null {
  if (answer.maxWireVersion === undefined || answer.setName === undefined) return null;
  const kept = Object.entries(answer).filter(([field]) => !OF_MEMBERS.includes(field));
  return { ...Object.fromEntries(kept), msg: 'isdbgrid' };
}
