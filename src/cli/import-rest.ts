import type { App } from '../app';
import { systemClock } from '../clock';
import { ATTENDANCE_TARGET_MAX } from '../domain/limits';
import { PAYOUT_MODES } from '../domain/reward';
import { usernameKey } from '../domain/username';
import { Ledger } from '../imports/rest/ledger';
import { moveFromRest, type MoveOptions } from '../imports/rest/move';
import { RestSource, SOURCE_NAMES, type SourceName } from '../imports/rest/source';
import { StartupFault } from '../startup-fault';
import { EXIT, UsageFault, type Arguments, type Command, type Option } from './command';
import { interruptible } from './interrupt';
import type { Output } from './output';
import { Progress } from './progress';
import { openReport } from './report';
import { withApp } from './with-app';

const collectionOptions = Object.fromEntries(
  SOURCE_NAMES.map((name): [string, Option] => [
    name,
    { value: 'NAME', description: `The collection of its ${name}. Omitted: the usual names are tried.` },
  ]),
);

export const importRest: Command = {
  summary: "imports the database of a REST service with the first specification's names",
  details: [
    'Reads users, attendance, events, rewards and reward requests (user_id, event_id, start_dt, end_dt, ' +
      'active_yn, status 0, 1, 2) and writes them as this platform stores them. Of several live requests of one ' +
      'user and event the earliest paid one is imported, or else the earliest; the others are reported and ' +
      'not imported. Try --dry-run first. docs/migrate.md describes every step.',
    'Can be repeated: every document gets the same id each time. The source is only read and must not change. ' +
      'Each document that is changed or not imported is reported with its id and reason; if any is not imported, the exit code is 1.',
  ],
  options: {
    from: {
      value: 'URI',
      description:
        'The MongoDB to read, with its database. Use IMPORT_REST_URI instead for an address with a password: a ' +
        'command line can be read by others.',
    },
    owner: {
      value: 'NAME',
      required: true,
      description: 'An OPERATOR or ADMIN of this platform, recorded as the creator of the events.',
    },
    payout: { value: 'AUTO|MANUAL', description: 'The payout mode of the events. Omitted: AUTO.' },
    'consecutive-days': {
      value: 'N',
      description:
        'The condition of events whose conditions are not understood. Omitted: they are imported as paused.',
    },
    undelivered: {
      description:
        'What the source has paid still has to be handed over. Omitted: it was handed over, so the grants are imported ' +
        'as DELIVERED and consumers of the reward feed skip them.',
    },
    ...collectionOptions,
    report: {
      value: 'FILE',
      description: 'The file for findings, as JSON, one per line. Omitted: standard error.',
    },
    'dry-run': { description: 'Reads and checks everything and writes nothing.' },
  },
  run: (args, out) => {
    const dryRun = args.has('dry-run');
    const given = moveOptionsOf(args);
    return interruptible((signal) =>
      withApp(async (app, config) => {
        const from = args.optional('from') ?? config.importRestUri;
        if (from === undefined) throw new UsageFault('--from is missing, and IMPORT_REST_URI is not set.');
        const ownerId = await findOwner(app, args.text('owner'));
        const report = openReport(args.optional('report'), out);
        const progress = new Map<string, Progress>();
        const ledger = new Ledger(app.services.chainer, systemClock, {
          dryRun,
          signal,
          onFinding: (finding) => {
            const { kind, collection, id, reason } = finding;
            const what = kind === 'leftOut' ? 'left out' : 'changed';
            report.add(finding, `${what} ${collection} ${id}: ${reason}`);
          },
          onProgress: (what, documents) => {
            if (!progress.has(what)) progress.set(what, new Progress(what));
            progress.get(what)!.at(documents);
          },
        });
        try {
          const complete = await moveFrom(from, collectionsOf(args), app, { ...given, ownerId }, ledger);
          for (const line of progress.values()) line.end();
          printCounts(ledger, dryRun, out);
          if (!complete) return EXIT.interrupted;
          return SOURCE_NAMES.some((name) => ledger.counts[name].leftOut > 0) ? EXIT.broken : EXIT.done;
        } finally {
          report.close();
        }
      }),
    );
  },
};

async function moveFrom(
  uri: string,
  collections: Readonly<Partial<Record<SourceName, string>>>,
  { database, services }: App,
  options: MoveOptions,
  ledger: Ledger,
): Promise<boolean> {
  const source = await RestSource.open(uri, collections);
  try {
    return await moveFromRest(
      source,
      { database, calendar: services.calendar, secrets: services.secrets },
      options,
      ledger,
    );
  } finally {
    await source.close();
  }
}

function printCounts({ counts }: Ledger, dryRun: boolean, out: Output): void {
  if (dryRun && !out.json) out.note('Dry run, nothing is written.');
  for (const name of SOURCE_NAMES) {
    const { read, added, there, leftOut, changed } = counts[name];
    out.result(
      { collection: name, dryRun, read, added, there, leftOut, changed },
      `${name.padEnd(10)} ${read} read, ${added} ${dryRun ? 'to add' : 'added'}, ${there} there already, ` +
        `${leftOut} left out, ${changed} changed`,
    );
  }
}

function collectionsOf(args: Arguments): Partial<Record<SourceName, string>> {
  return Object.fromEntries(
    SOURCE_NAMES.flatMap((name) => (args.has(name) ? [[name, args.text(name)]] : [])),
  );
}

function moveOptionsOf(args: Arguments): Omit<MoveOptions, 'ownerId'> {
  const payout = PAYOUT_MODES.find((mode) => mode === (args.optional('payout') ?? 'AUTO'));
  if (payout === undefined) throw new UsageFault('--payout is AUTO or MANUAL.');
  const days = args.optional('consecutive-days');
  const undelivered = args.has('undelivered');
  if (days === undefined) return { payout, consecutiveDays: null, undelivered };
  const consecutiveDays = /^\d{1,3}$/.test(days) ? Number(days) : 0;
  if (consecutiveDays < 1 || consecutiveDays > ATTENDANCE_TARGET_MAX) {
    throw new UsageFault(`--consecutive-days is 1 to ${ATTENDANCE_TARGET_MAX}.`);
  }
  return { payout, consecutiveDays, undelivered };
}

async function findOwner({ database }: App, username: string) {
  const owner = await database.users.findOne({ usernameKey: usernameKey(username.slice(0, 256)) });
  if (owner?.role === 'OPERATOR' || owner?.role === 'ADMIN') return owner._id;
  throw new StartupFault('--owner must name an OPERATOR or ADMIN. Use create-admin to create one.');
}
