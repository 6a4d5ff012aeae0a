import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import { verifyChain } from '../../../src/audit/verification';
import type { Database } from '../../../src/database/connection';
import { isLive, statusName } from '../../../src/domain/request-status';
import type { AuditEntry } from '../../../src/audit/audit-entry.model';
import type { AdminsSetting } from '../../../src/users/admins-setting';
import type { RewardRequest } from '../../../src/reward-requests/reward-request.model';
import { until } from '../../support/until';
import { groupBy, type CallKind, type History, type Operation } from './history';
import type { World } from './world';

/** What each kind may be told; anything else is a code that nobody foresaw. */
const CODES: Readonly<Record<CallKind, readonly string[]>> = {
  claim: ['ALREADY_REQUESTED', 'ALREADY_REWARDED', 'CONDITIONS_NOT_MET', 'OUT_OF_STOCK', 'REJECTED'],
  approve: ['ALREADY_DECIDED'],
  reject: ['ALREADY_DECIDED'],
  revoke: ['ALREADY_REVOKED'],
  stockDelta: ['OUT_OF_STOCK'],
  checkIn: [],
  refresh: ['REFRESH_TOKEN_REUSED', 'INVALID_REFRESH_TOKEN'],
  role: ['LAST_ADMIN'],
};
const UNANSWERED = ['SERVICE_UNAVAILABLE', 'CUT', 'TIMEOUT'];

export interface Counts {
  readonly calls: number;
  readonly claims: number;
  readonly unanswered: number;
  /** Acknowledged payments, by row. */
  readonly acknowledged: number;
  /** Of them missing, or not whole. */
  readonly lost: number;
  /** Users and events with more than one live row. */
  readonly paidTwice: number;
}

interface Facts {
  readonly rows: ReadonlyMap<string, RewardRequest>;
  readonly entries: readonly AuditEntry[];
  readonly history: History;
}

/**
 * Compares all that was answered with what majority reads find, once everything is settled. Fails the test
 * with the list of what does not fit.
 */
export async function check(world: World, history: History): Promise<Counts> {
  const { database } = world;
  const rows = new Map(
    (await database.requests.find({ status: { $in: [0, 1, 2] } }).toArray()).map((row) => [
      row._id.toHexString(),
      row,
    ]),
  );
  const entries = await database.auditEntries.find({}).sort({ sequence: 1 }).toArray();
  const facts = { rows, entries, history };
  const lost = missingPayments(facts);
  const faults = [
    ...unforeseenCodes(history),
    ...lost,
    ...claimFaults(facts),
    ...decisionFaults(facts),
    ...revocationFaults(facts),
    ...(await stockFaults(world, facts)),
    ...(await checkInFaults(database, history)),
    ...refreshFaults(history),
    ...(await adminFaults(world, facts)),
    ...(await leftovers(database)),
  ];
  for (const { name, ok, examples } of await checkInvariants(database)) {
    if (!ok) faults.push(`invariant ${name}: ${examples.join(' ')}`);
  }
  const chain = await verifyChain(database, new Date());
  if (!chain.ok) faults.push(`the audit chain breaks at ${chain.firstBadSequence}`);
  // The whole list, so that one run tells all.
  expect(faults).toEqual([]);
  return {
    calls: history.operations.length,
    claims: history.of('claim').length,
    unanswered: history.operations.filter(({ outcome }) => outcome === 'info').length,
    acknowledged: paymentsOf(history).size,
    lost: lost.length,
    paidTwice: slotsOf(rows).filter((live) => live.length > 1).length,
  };
}

/** The live rows of each user and event. */
function slotsOf(rows: Facts['rows']): RewardRequest[][] {
  const live = [...rows.values()].filter(({ status }) => isLive(status));
  return [...groupBy(live, ({ userId, eventId }) => `${String(userId)}/${String(eventId)}`).values()];
}

/** Waits until nothing is left for a sweeper to do; how long that took. @throws Error past the limit */
export async function settled(database: Database, limitMs: number): Promise<number> {
  const begun = performance.now();
  let left: string[] = [];
  await until(async () => {
    left = await leftovers(database);
    return left.length === 0 || performance.now() - begun > limitMs;
  });
  if (left.length > 0) throw new Error(`not settled within ${limitMs} ms:\n${left.join('\n')}`);
  return performance.now() - begun;
}

/**
 * Waits until all that is unfinished now has been finished, whatever else has begun since; how long that took.
 *
 * @throws Error past the limit
 */
export async function repaired(database: Database, limitMs: number): Promise<number> {
  const begun = performance.now();
  let left = await leftovers(database);
  await until(async () => {
    if (left.length === 0 || performance.now() - begun > limitMs) return true;
    const unfinished = new Set(await leftovers(database));
    left = left.filter((each) => unfinished.has(each));
    return false;
  });
  if (left.length > 0) throw new Error(`not repaired within ${limitMs} ms:\n${left.join('\n')}`);
  return performance.now() - begun;
}

/** What a server that died, or an answer that got lost, left for others to finish. */
export async function leftovers(database: Database): Promise<string[]> {
  const { events, users, requests, settings } = database;
  const held = await events
    .aggregate<{ id: Types.ObjectId; status?: number; tombstone?: boolean; open: boolean }>([
      { $unwind: '$holds' },
      { $lookup: { from: 'rewardrequests', localField: 'holds.id', foreignField: '_id', as: 'row' } },
      {
        $project: {
          _id: 0,
          id: '$holds.id',
          open: { $eq: [{ $type: '$holds.at' }, 'date'] },
          status: { $first: '$row.status' },
        },
      },
      { $match: { $or: [{ open: true }, { status: { $ne: 0 } }] } },
    ])
    .toArray();
  const waiting = await Promise.all(
    [users, events, requests].map((collection) =>
      (collection as Database['users'])
        .find({ 'outbox.id': { $exists: true } }, { projection: { 'outbox.id': 1 } })
        .toArray(),
    ),
  );
  const entries = waiting.flat().flatMap(({ outbox = [] }) => outbox);
  const due = await requests.find({ holdDue: true }, { projection: { _id: 1 } }).toArray();
  const owing = await requests.find({ 'due.0': { $exists: true } }, { projection: { due: 1 } }).toArray();
  const admins = (await settings.findOne({ _id: 'admins' })) as AdminsSetting | null;
  return [
    ...held.map(({ id, status, open }) => `hold ${String(id)} ${open ? 'open' : 'kept'}, its row ${status}`),
    ...due.map(({ _id }) => `the hold of the decided row ${String(_id)} is due`),
    ...owing.map(({ _id, due }) => `the row ${String(_id)} owes ${due!.join(' ')}`),
    ...entries.map(({ id }) => `entry ${String(id)} waits in an outbox`),
    ...(admins?.pending ? [`change ${admins.n} of admins is pending`] : []),
  ];
}

function unforeseenCodes({ operations }: History): string[] {
  return operations
    .filter(({ kind, code }) => code !== null && !CODES[kind].includes(code) && !UNANSWERED.includes(code))
    .map(({ kind, code }) => `${kind} was told ${code}`);
}

/** Payments that were acknowledged, by row: claims that were paid at once, and approvals. */
function paymentsOf(history: History): ReadonlyMap<string, Operation> {
  return new Map(
    history
      .of('claim', 'approve')
      .filter(({ outcome, payload }) => outcome === 'ok' && payload?.request?.status === 'SUCCESS')
      .map((operation) => [operation.payload!.request!.id, operation]),
  );
}

function missingPayments({ rows, history }: Facts): string[] {
  return [...paymentsOf(history)].flatMap(([id, { payload, kind }]) => {
    const row = rows.get(id);
    if (row === undefined) return [`${kind} ${id} was acknowledged and is missing`];
    if (statusName(row.status) !== 'SUCCESS')
      return [`${kind} ${id} was paid and is ${statusName(row.status)}`];
    const promised = payload!.request!.grants.length;
    return row.grants.length === promised
      ? []
      : [`${kind} ${id}: ${row.grants.length} of ${promised} grants`];
  });
}

function claimFaults({ rows, history }: Facts): string[] {
  const faults: string[] = [];
  const byKey = new Map([...rows.values()].map((row) => [row.idempotencyKey, row]));
  for (const { about, by, outcome, code, payload } of history.of('claim')) {
    if (outcome === 'info') continue;
    const id = payload?.request?.id;
    const row = id === undefined ? undefined : rows.get(id);
    if (row === undefined) {
      faults.push(`a claim was told ${code ?? 'ok'} of ${id ?? 'no row'}, which is not there`);
    } else if (row.userId.toHexString() !== by.id || row.eventId.toHexString() !== about.eventId) {
      faults.push(`a claim was answered with ${id}, a row of another user or event`);
    }
    // A row of the key is the key's answer for ever; ALREADY_* made none.
    const own = code === null || !code.startsWith('ALREADY_');
    const keyed = byKey.get(about.key);
    if (own && keyed?._id.toHexString() !== id) {
      faults.push(`key ${about.key} was answered with ${id}, its row is ${String(keyed?._id)}`);
    }
  }
  return faults;
}

function decisionFaults({ rows, history, entries }: Facts): string[] {
  const faults: string[] = [];
  const decisions = groupBy(history.of('approve', 'reject'), ({ about }) => about.requestId!);
  for (const [id, operations] of decisions) {
    const verdicts = new Set(operations.filter(({ outcome }) => outcome === 'ok').map(({ kind }) => kind));
    if (verdicts.size > 1) faults.push(`${id} was both approved and rejected`);
    const status = statusName(rows.get(id)!.status);
    const [verdict = null] = [...verdicts];
    if (verdict !== null && status !== (verdict === 'approve' ? 'SUCCESS' : 'FAILED')) {
      faults.push(`${verdict} of ${id} was acknowledged, the row is ${status}`);
    }
  }
  const decided = entries.filter(({ action }) => action !== 'revokeRewardRequest');
  const byTarget = groupBy(decided, ({ targetId }) => targetId.toHexString());
  for (const row of rows.values()) {
    const told = byTarget.get(row._id.toHexString())?.length ?? 0;
    const due = row.decidedById === null ? 0 : 1;
    if (told !== due) faults.push(`${String(row._id)} has ${told} entries of a decision, not ${due}`);
  }
  return faults;
}

/** An acknowledged revocation stands, and each is recorded once, as is the return of its units. */
function revocationFaults({ rows, history, entries }: Facts): string[] {
  const faults: string[] = [];
  const done = new Set(
    history.of('revoke').flatMap(({ outcome, about }) => (outcome === 'ok' ? about.requestId! : [])),
  );
  const recorded = groupBy(
    entries.filter(({ action }) => action === 'revokeRewardRequest'),
    ({ targetId }) => targetId.toHexString(),
  );
  const returned = new Set(
    entries.filter(({ action }) => action === 'returnStock').map(({ _id }) => _id.toHexString()),
  );
  for (const [id, { revokedAt, stockReturnId }] of rows) {
    const isRevoked = revokedAt !== undefined;
    if (done.has(id) && !isRevoked) faults.push(`the revocation of ${id} was acknowledged and is missing`);
    const told = recorded.get(id)?.length ?? 0;
    if (told !== (isRevoked ? 1 : 0)) faults.push(`${id} has ${told} entries of a revocation`);
    if (stockReturnId !== undefined && !returned.has(stockReturnId.toHexString())) {
      faults.push(`the units of ${id} were never returned`);
    }
  }
  return faults;
}

async function stockFaults({ database, stages }: World, { history, entries }: Facts): Promise<string[]> {
  const faults: string[] = [];
  const keyed = groupBy(
    entries.filter(({ action }) => action === 'adjustRewardStock'),
    ({ idempotencyKey }) => idempotencyKey!,
  );
  const done = new Map<string, number>();
  const deltas = new Map(history.of('stockDelta').map((operation) => [operation.about.key!, operation]));
  // A refused key is free to be used again, so the last answer of each is what must be true.
  for (const operation of deltas.values()) {
    const times = keyed.get(operation.about.key!)?.length ?? 0;
    const due = operation.outcome === 'ok' ? [1] : operation.outcome === 'fail' ? [0] : [0, 1];
    if (!due.includes(times)) {
      faults.push(`delta ${operation.about.key} was told ${operation.code ?? 'ok'} and has ${times} entries`);
    }
  }
  for (const [key, { about }] of deltas) {
    if (!keyed.has(key)) continue;
    done.set(about.rewardId!, (done.get(about.rewardId!) ?? 0) + about.delta!);
  }
  const created = stages.flatMap((stage) => Object.values(stage));
  const stored = await database.events
    .find({ _id: { $in: created.map(({ id }) => new Types.ObjectId(id)) } })
    .toArray();
  const stockOf = new Map(
    stored.flatMap(({ rewards }) => rewards.map((reward) => [reward.id.toHexString(), reward.stock])),
  );
  for (const { id, stock } of created.flatMap(({ rewards }) => rewards)) {
    const due = stock == null ? null : stock + (done.get(id) ?? 0);
    if (stockOf.get(id) !== due)
      faults.push(`reward ${id} has stock ${stockOf.get(id)}, its deltas give ${due}`);
  }
  return faults;
}

async function checkInFaults(database: Database, history: History): Promise<string[]> {
  const told = new Set(history.of('checkIn').flatMap(({ payload }) => payload?.attendance?.id ?? []));
  const ids = [...told].map((id) => new Types.ObjectId(id));
  const found = await database.attendances.countDocuments({ _id: { $in: ids } });
  return found === told.size ? [] : [`${told.size - found} acknowledged check-ins are missing`];
}

/** A token is called used twice only where an earlier answer of its login got lost. */
function refreshFaults(history: History): string[] {
  return [...groupBy(history.of('refresh'), ({ by }) => by.id)].flatMap(([user, operations]) => {
    const first = operations.findIndex(({ outcome }) => outcome === 'info');
    const undisturbed = first === -1 ? operations : operations.slice(0, first);
    return undisturbed.some(({ outcome }) => outcome === 'fail')
      ? [`${user} was logged out without a fault`]
      : [];
  });
}

async function adminFaults({ database, staff }: World, { history, entries }: Facts): Promise<string[]> {
  const faults: string[] = [];
  const admins = (await database.settings.findOne({ _id: 'admins' })) as AdminsSetting | null;
  const accounts = await database.users.find({ role: 'ADMIN', disabledAt: null }).toArray();
  const ids = (list: readonly Types.ObjectId[]) => list.map(String).sort().join(' ');
  if (admins === null || ids(admins.ids) !== ids(accounts.map(({ _id }) => _id))) {
    faults.push('the set of admins is not the accounts that are admins');
  }
  if (accounts.length === 0) faults.push('no admin is left');
  for (const account of staff) {
    const stored = (await database.users.findOne({ _id: new Types.ObjectId(account.id) }))!;
    const last = history
      .of('role')
      .filter(({ about }) => about.userId === account.id)
      .at(-1);
    if (last?.outcome === 'ok' && stored.role !== last.about.role) {
      faults.push(`${account.id} was made ${last.about.role} and is ${stored.role}`);
    }
    // Each entry goes on from the role that the one before it left: none is missing, none is there twice.
    let role = 'USER';
    for (const { before, after } of entries.filter(({ targetId }) => targetId.equals(stored._id))) {
      if ((JSON.parse(before!) as { role: string }).role !== role)
        faults.push(`roles of ${account.id} leave a gap`);
      role = (JSON.parse(after!) as { role: string }).role;
    }
    if (role !== stored.role) faults.push(`the chain ends with ${account.id} as ${role}, not ${stored.role}`);
  }
  return faults;
}
