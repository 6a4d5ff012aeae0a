import { sealFeed } from '../../src/seals/sealing';
import type { TestServer } from './server';

/** Relays what requests owe the feed, and seals it. */
export async function sealNow({ database, services, clock }: TestServer): Promise<void> {
  await services.feedRelay.round();
  const { signal } = new AbortController();
  const { calendar, chainer } = services;
  await sealFeed({ database, calendar, chainer, clock: clock.now }, { signal });
}
