import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { verifyChain } from '../../../src/audit/verification';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  ChangeUserRoleDocument,
  CheckAttendanceDocument,
  LoginDocument,
  RefreshTokensDocument,
  RegisterDocument,
  RequestRewardDocument,
  UpdateEventDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { TEST_PASSWORD } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import type { Answer } from '../../support/client';
import { createEvent } from '../../support/events';
import type { TestServer } from '../../support/server';
import { settled } from './checker';

type AnyAnswer = Answer<Record<string, { userErrors?: ReadonlyArray<{ code: string }> } | null>>;

/** One thing that a client asks for, ready to be asked, and what the rows must tell when it was done. */
export interface ReadyAct {
  /** Asks, with the same key if asked again. */
  ask(): Promise<AnyAnswer>;
  /** Fails unless it was done exactly once. */
  expectOnce(): Promise<void>;
  /** What a second call may be told when the first was done and nobody said so; null: nothing but success. */
  readonly repeatedCode?: string;
}

export interface Act {
  readonly name: string;
  /** The write that is disturbed. */
  readonly command: 'insert' | 'update' | 'findAndModify';
  readonly collection: string;
  prepare(stage: ActStage): Promise<ReadyAct>;
}

/** Accounts that all acts share. */
export interface ActStage {
  readonly server: TestServer;
  readonly operator: Actor;
  readonly admin: Actor;
}

const id = (hex: string) => new Types.ObjectId(hex);

async function qualified({ server }: ActStage): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  return user;
}

const STOCK = 10;
const limited = (payout: 'AUTO' | 'MANUAL') => ({
  payout,
  rewards: [{ type: 'ITEM' as const, name: 'Mug', stock: STOCK }],
});

function claim(name: string, at: Pick<Act, 'command' | 'collection'>, overrides: object): Act {
  return {
    name,
    ...at,
    async prepare(stage) {
      const { database } = stage.server;
      const [user, event] = await Promise.all([qualified(stage), createEvent(stage.operator, overrides)]);
      const input = { eventId: event.id, idempotencyKey: 'once' };
      return {
        ask: () => user.ask(RequestRewardDocument, { input }),
        async expectOnce() {
          const rows = await database.requests
            .find({ userId: id(user.id), status: { $in: [0, 1, 2] } })
            .toArray();
          expect(rows).toHaveLength(1);
          expect(rows[0]).toMatchObject({ idempotencyKey: 'once', failureCode: null });
          if (event.payout === 'AUTO') expect(rows[0]!.grants).toHaveLength(event.rewards.length);
          const stored = await database.events.findOne({ _id: id(event.id) });
          const [reward] = stored!.rewards;
          if (reward!.stock !== null) expect(reward!.remaining).toBe(STOCK - 1);
        },
      };
    },
  };
}

async function pendingRequest(stage: ActStage): Promise<string> {
  const [user, event] = await Promise.all([qualified(stage), createEvent(stage.operator, limited('MANUAL'))]);
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
  return requestReward!.request!.id;
}

function approval(name: string, at: Pick<Act, 'command' | 'collection'>): Act {
  return {
    name,
    ...at,
    async prepare(stage) {
      const { database } = stage.server;
      const requestId = await pendingRequest(stage);
      return {
        repeatedCode: 'ALREADY_DECIDED',
        ask: () =>
          stage.operator.ask(ApproveRewardRequestDocument, {
            input: { id: requestId },
          }),
        async expectOnce() {
          expect(await database.requests.findOne({ _id: id(requestId) })).toMatchObject({ status: 1 });
          expect(await database.auditEntries.countDocuments({ targetId: id(requestId) })).toBe(1);
        },
      };
    },
  };
}

function roleChange(name: string, at: Pick<Act, 'command' | 'collection'>): Act {
  return {
    name,
    ...at,
    async prepare({ server, admin }) {
      const { database } = server;
      const user = await server.actor('USER');
      return {
        ask: () =>
          admin.ask(ChangeUserRoleDocument, {
            input: { userId: user.id, role: 'OPERATOR' },
          }),
        async expectOnce() {
          expect(await database.users.findOne({ _id: id(user.id) })).toMatchObject({ role: 'OPERATOR' });
          expect(await database.auditEntries.countDocuments({ targetId: id(user.id) })).toBe(1);
        },
      };
    },
  };
}

export const ACTS: readonly Act[] = [
  claim('a claim', { command: 'insert', collection: 'rewardrequests' }, {}),
  claim('the row of a limited claim', { command: 'insert', collection: 'rewardrequests' }, limited('AUTO')),
  claim('the row of a manual claim', { command: 'insert', collection: 'rewardrequests' }, limited('MANUAL')),
  claim('the units of a claim', { command: 'findAndModify', collection: 'events' }, limited('AUTO')),
  claim('the freeze of an event', { command: 'update', collection: 'events' }, {}),
  approval('an approval', { command: 'update', collection: 'rewardrequests' }),
  approval('the hold of an approved request', { command: 'update', collection: 'events' }),
  approval('the audit entry of an approval', { command: 'insert', collection: 'auditentries' }),
  approval('the head of the audit chain', { command: 'update', collection: 'settings' }),
  roleChange('the set of admins', { command: 'update', collection: 'settings' }),
  roleChange('the role of an account', { command: 'update', collection: 'users' }),
  {
    name: 'a stock delta',
    command: 'findAndModify',
    collection: 'events',
    async prepare({ server, operator }) {
      const event = await createEvent(operator, limited('AUTO'));
      const input = { id: event.rewards[0]!.id, delta: 5, reason: 'more', idempotencyKey: randomUUID() };
      return {
        ask: () => operator.ask(AdjustRewardStockDocument, { input }),
        async expectOnce() {
          const stored = await server.database.events.findOne({ _id: id(event.id) });
          expect(stored!.rewards[0]).toMatchObject({ stock: STOCK + 5, remaining: STOCK + 5 });
          const { idempotencyKey } = input;
          expect(await server.database.auditEntries.countDocuments({ idempotencyKey })).toBe(1);
        },
      };
    },
  },
  {
    name: 'an edit of an event',
    command: 'findAndModify',
    collection: 'events',
    async prepare({ server, operator }) {
      const event = await createEvent(operator);
      const input = { id: event.id, expectedVersion: event.version, title: 'Another title' };
      return {
        repeatedCode: 'STALE_VERSION',
        ask: () => operator.ask(UpdateEventDocument, { input }),
        async expectOnce() {
          const stored = await server.database.events.findOne({ _id: id(event.id) });
          expect(stored).toMatchObject({ title: 'Another title', version: event.version + 1 });
        },
      };
    },
  },
  {
    name: 'a check-in',
    command: 'insert',
    collection: 'userattendances',
    async prepare({ server }) {
      const user = await server.actor('USER');
      return {
        ask: () => user.ask(CheckAttendanceDocument),
        async expectOnce() {
          expect(await server.database.attendances.countDocuments({ userId: id(user.id) })).toBe(1);
        },
      };
    },
  },
  {
    name: 'a refresh',
    command: 'update',
    collection: 'users',
    async prepare({ server }) {
      const user = await server.actor('USER');
      const { refreshToken } = user.tokens;
      return {
        ask: () => user.ask(RefreshTokensDocument, { input: { refreshToken } }) as Promise<AnyAnswer>,
        async expectOnce() {
          const stored = await server.database.users.findOne({ _id: id(user.id) });
          expect(stored!.logins).toHaveLength(1);
          expect(stored!.logins[0]!.previousJti).toEqual(expect.anything());
        },
      };
    },
  },
  {
    name: 'a login',
    command: 'findAndModify',
    collection: 'users',
    async prepare({ server }) {
      const { id: userId, username, password } = await server.actor('USER');
      return {
        ask: () =>
          server.anonymous.ask(LoginDocument, { input: { username, password } }) as Promise<AnyAnswer>,
        async expectOnce() {
          const { logins } = (await server.database.users.findOne({ _id: id(userId) }))!;
          // Who asks twice is logged in twice; no login stands there twice.
          expect(new Set(logins.map((login) => String(login.id))).size).toBe(logins.length);
          expect(logins.length).toBeGreaterThanOrEqual(2);
        },
      };
    },
  },
  {
    name: 'a registration',
    command: 'insert',
    collection: 'users',
    async prepare({ server }) {
      const username = `new-${randomUUID().slice(0, 8)}`;
      const input = { username, password: TEST_PASSWORD };
      return {
        repeatedCode: 'USERNAME_TAKEN',
        ask: () => server.anonymous.ask(RegisterDocument, { input }),
        async expectOnce() {
          expect(await server.database.users.countDocuments({ usernameKey: username })).toBe(1);
        },
      };
    },
  },
];

export interface OnceCounts {
  'found done once': number;
  'lost or done twice': number;
}

/** Fails unless each was done exactly once; counts what it finds. */
export async function expectEachOnce(acts: readonly ReadyAct[], counts: OnceCounts): Promise<void> {
  const found = await Promise.allSettled(acts.map((act) => act.expectOnce()));
  const wrong = found.filter(({ status }) => status === 'rejected');
  counts['found done once'] += found.length - wrong.length;
  counts['lost or done twice'] += wrong.length;
  for (const each of found) if (each.status === 'rejected') throw each.reason;
}

/** The fault's or refusal's code; null: done. */
export function codeOf({ data, errors }: AnyAnswer): string | null {
  const refusals = Object.values(data ?? {}).flatMap((payload) => payload?.userErrors ?? []);
  return errors[0]?.extensions.code ?? refusals[0]?.code ?? null;
}

/** Whatever was disturbed: within 10 s nothing is left to do, the ledger adds up and the chain is whole. */
export async function expectSettled({ database, clock }: TestServer): Promise<void> {
  await settled(database, 10_000);
  const broken = (await checkInvariants(database)).filter(({ ok }) => !ok);
  expect(broken).toEqual([]);
  expect(await verifyChain(database, clock.now())).toMatchObject({ ok: true });
}
