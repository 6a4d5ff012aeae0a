import { findServiceCalendar } from '../attendance/stored-calendar';
import { acceptZoneRules, findRuleDifferences } from '../attendance/zone-rules-watch';
import { systemClock } from '../clock';
import { moveEventDays } from '../events/event-days';
import { StartupFault } from '../startup-fault';
import { EXIT, type Command } from './command';
import { withDatabase } from './with-app';

export const acceptZoneRulesCommand: Command = {
  summary: "makes this host's time zone rules the deployment's, after an update of the time zone data",
  details: [
    'Run it in the image of the new servers. From then on, servers with the former rules are not ready and count ' +
      'no days, and servers with the new rules serve. First and last days of events are recomputed. Check-ins ' +
      'keep their day, and verify-copy lists those that the new rules would count for another day.',
  ],
  run: (_args, out) =>
    withDatabase(async (database) => {
      const calendar = await findServiceCalendar(database, null);
      if (calendar === null) throw new StartupFault('This database has no service calendar yet.');
      const now = systemClock();
      const differences = await findRuleDifferences(database, calendar, now);
      await acceptZoneRules(database, calendar, now);
      for (const { year, stored, own } of differences) {
        out.result(
          { year, stored, accepted: own },
          `${calendar.timeZone} in ${year}: "${stored}" is now "${own}"`,
        );
      }
      if (differences.length === 0) out.note('The deployment already has these rules.');
      // Also then: an earlier run may have ended in between.
      const events = await moveEventDays(database, calendar);
      out.result({ events }, `${events} events have a different first or last day`);
      return EXIT.done;
    }),
};
