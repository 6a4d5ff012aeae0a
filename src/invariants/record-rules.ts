import type { Types } from 'mongoose';
import type { AdminsSetting } from '../users/admins-setting';
import { usernameKey } from '../domain/username';
import { EventRecord, fieldsOf } from './event-record';
import { entriesAbout, unchained } from './audit-records';
import { isSound, PROGRESS_ROWS, type Check, type Report, type Rule, type Snapshot } from './rule';

const BATCH_RECORDS = 200;

const eventsMatchAudit: Rule = {
  name: 'eventsMatchAudit',
  description:
    'Every event with audit entries exists and matches them: texts, window, state, conditions, rewards, stock and version. For an imported event only later changes are known.',
};
const accountsMatchAudit: Rule = {
  name: 'accountsMatchAudit',
  description:
    "An account's role and disabledAt match the latest audit entry about them. An account without such an entry is an enabled USER.",
};
const usernamesMatchKeys: Rule = {
  name: 'usernamesMatchKeys',
  description: 'The folded form that makes a username unique matches the username.',
};

/** Stored records match the audit chain. */
export const recordRules: readonly Check[] = [
  { rules: [eventsMatchAudit], run: checkEvents },
  { rules: [accountsMatchAudit, usernamesMatchKeys], run: checkAccounts },
];

interface Recorded {
  readonly id: Types.ObjectId;
  readonly record: EventRecord;
}

async function checkEvents(snapshot: Snapshot, report: Report): Promise<void> {
  let batch: Recorded[] = [];
  for await (const entry of entriesAbout(snapshot, 'Event')) {
    let last = batch.at(-1);
    if (last === undefined || String(last.id) !== String(entry.targetId)) {
      if (batch.length >= BATCH_RECORDS) {
        await compareEvents(snapshot, batch, report);
        batch = [];
      }
      last = { id: entry.targetId, record: new EventRecord() };
      batch.push(last);
    }
    last.record.apply(entry);
  }
  await compareEvents(snapshot, batch, report);
}

async function compareEvents(snapshot: Snapshot, batch: readonly Recorded[], report: Report): Promise<void> {
  const { database, options } = snapshot;
  const filter = { _id: { $in: batch.map(({ id }) => id) } };
  const events = await database.events.find(filter, { ...options, projection: { holds: 0 } }).toArray();
  const byId = new Map(events.map((event) => [String(event._id), event]));
  for (const { id, record } of batch) {
    const event = byId.get(String(id));
    for (const entry of await unchained(snapshot, event?.outbox)) {
      if (entry.targetType === 'Event') record.apply(entry);
    }
    const fits = () => event !== undefined && record.matches(event as never);
    if (!isSound(fits)) report(eventsMatchAudit, [id]);
  }
}

interface AccountState {
  readonly role?: unknown;
  readonly disabledAt?: unknown;
}

async function checkAccounts(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options, onRead } = snapshot;
  // As many as have ever had another role or been disabled.
  const recorded = new Map<string, AccountState>();
  for await (const { targetId, after } of entriesAbout(snapshot, 'User')) {
    const { role, disabledAt } = fieldsOf(after);
    if (role === undefined && disabledAt === undefined) continue;
    const id = String(targetId);
    recorded.set(id, { ...recorded.get(id), ...fieldsOf(after) });
  }
  const admins = (await database.settings.findOne({ _id: 'admins' }, options)) as AdminsSetting | null;
  const projection = { username: 1, usernameKey: 1, role: 1, disabledAt: 1, adminN: 1, outbox: 1 } as const;
  let rows = 0;
  for await (const user of database.users.find({}, { ...options, projection })) {
    rows += 1;
    if (rows % PROGRESS_ROWS === 0) onRead('accounts', rows);
    if (!isSound(() => usernameKey(user.username) === user.usernameKey))
      report(usernamesMatchKeys, [user._id]);
    let state: AccountState = recorded.get(String(user._id)) ?? {};
    recorded.delete(String(user._id));
    for (const { after } of await unchained(snapshot, user.outbox)) {
      state = { ...state, ...fieldsOf(after) };
    }
    const fits = () =>
      user.role === (state.role ?? 'USER') &&
      (user.disabledAt?.toISOString() ?? null) === (state.disabledAt ?? null) &&
      // Without that document, which verify-copy misses, there is no number to compare with.
      user.adminN <= (admins?.n ?? Infinity);
    if (!isSound(fits)) report(accountsMatchAudit, [user._id]);
  }
  // The remaining accounts are missing.
  for (const id of recorded.keys()) report(accountsMatchAudit, [id]);
}
