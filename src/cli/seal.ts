import { systemClock } from '../clock';
import { PAGE_ENTRIES } from '../seals/feed-leaves';
import { sealFeed } from '../seals/sealing';
import { EXIT, type Command } from './command';
import { interruptible } from './interrupt';
import { Progress } from './progress';
import { withApp } from './with-app';

export const sealCommand: Command = {
  summary: 'seals what the reward feed holds now, as the servers do once a day',
  details: [
    'For proofs that cannot wait until tomorrow. Servers may run meanwhile: each entry of the feed is sealed once. If it ' +
      'is interrupted, run it again, or leave the rest to the servers.',
  ],
  run: (_args, out) =>
    interruptible((signal) =>
      withApp(async ({ database, services }) => {
        const progress = new Progress('entries');
        let pages = 0;
        const onPage = () => progress.at(++pages * PAGE_ENTRIES);
        const { calendar, chainer } = services;
        const parts = { database, calendar, chainer, clock: systemClock };
        const { complete, seals, entries, missing } = await sealFeed(parts, { signal, onPage });
        progress.end();
        const gap = missing > 0 ? `; the feed lacks ${missing} of them: run check` : '';
        out.result(
          { complete, seals, entries, missing },
          `${entries} entries sealed by ${seals} seals${gap}`,
        );
        return complete ? EXIT.done : EXIT.interrupted;
      }),
    ),
};
