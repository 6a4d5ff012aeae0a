import { systemClock } from '../clock';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../demo/demo-accounts';
import { seedDemoData } from '../demo/demo-data';
import { StartupFault } from '../startup-fault';
import { EXIT, type Command } from './command';
import { withApp } from './with-app';

export const seed: Command = {
  summary: 'writes the demo data; safe twice, refused in production',
  run: (_args, out) =>
    withApp(async (app, config) => {
      if (config.production) throw new StartupFault('Demo data is refused in production.');
      await seedDemoData(app, systemClock());
      const names = DEMO_ACCOUNTS.map(({ username }) => username);
      out.result(
        { accounts: names, password: DEMO_PASSWORD },
        `Demo data exists: ${names.join(', ')}; password ${DEMO_PASSWORD}`,
      );
      return EXIT.done;
    }),
};
