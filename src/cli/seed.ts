import { systemClock } from '../clock';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../demo/demo-accounts';
import { seedDemoData } from '../demo/demo-data';
import { StartupFault } from '../startup-fault';
import type { Command } from './command';
import { withApp } from './with-app';

export const seed: Command = {
  summary: 'writes the demo data; safe twice, refused in production',
  usage: 'seed',
  run: () =>
    withApp(async (app, config) => {
      if (config.production) throw new StartupFault('Demo data is refused in production.');
      await seedDemoData(app, systemClock());
      const names = DEMO_ACCOUNTS.map(({ username }) => username).join(', ');
      process.stdout.write(`Demo data is there: ${names}; password ${DEMO_PASSWORD}\n`);
      return 0;
    }),
};
