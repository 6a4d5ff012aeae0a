import fc from 'fast-check';
import {
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  ArchiveEventDocument,
  CheckAttendanceDocument,
  EligibilityDocument,
  RefreshTokensDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
  UpdateEventDocument,
} from '../generated/documents';
import type { Actor } from '../support/actors';
import type { Answer } from '../support/client';
import type { CreatedEvent } from '../support/events';
import type { TestServer } from '../support/server';
import type { EditOf, Model } from './model';

/** The server, and what stands in it for the places of the model's lists. */
export interface Real {
  readonly server: TestServer;
  readonly users: readonly Actor[];
  readonly operator: Actor;
  readonly events: readonly CreatedEvent[];
  /** Ids by place. */
  readonly requests: string[];
}

export type Command = fc.AsyncCommand<Model, Real>;

const HOUR_MS = 3_600_000;
export const USERS = 3;
export const EVENTS = 3;

function command(text: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return { check: () => true, run, toString: () => text };
}

type Payload = { userErrors?: ReadonlyArray<{ code: string }>; request?: { id: string } | null };

const codeOf = ({ data, errors }: Answer<object>): string | null => {
  const payload = Object.values(data ?? {})[0] as Payload | null | undefined;
  return errors[0]?.extensions.code ?? payload?.userErrors?.[0]?.code ?? null;
};

const user = fc.nat({ max: USERS - 1 });
const event = fc.nat({ max: EVENTS - 1 });
/** Few, so that they come again, with the same input and with another. */
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');

const checkIn = user.map((n) =>
  command(`user ${n} checks in`, async (model, { users }) => {
    const { checkAttendance } = await users[n]!.run(CheckAttendanceDocument);
    expect(checkAttendance!.created).toBe(model.checkIn(n));
  }),
);

const wait = fc.constantFrom(1, 11, 13, 24, 48).map((hours) =>
  command(`${hours} h pass`, async (model, { server, users, operator }) => {
    model.now += hours * HOUR_MS;
    server.clock.advance({ hours });
    // Access tokens live shorter than that.
    for (const actor of [...users, operator]) {
      const { refreshTokens } = await actor.run(RefreshTokensDocument, {
        input: { refreshToken: actor.tokens.refreshToken },
      });
      actor.tokens = refreshTokens!.tokens;
      actor.accessToken = actor.tokens.accessToken;
    }
  }),
);

const claim = fc.tuple(user, event, fc.option(key)).map(([n, place, idempotencyKey]) =>
  command(`user ${n} claims event ${place}, key ${idempotencyKey}`, async (model, real) => {
    const input = { eventId: real.events[place]!.id, idempotencyKey };
    const answer = await real.users[n]!.ask(RequestRewardDocument, { input });
    const id = answer.data?.requestReward?.request?.id ?? null;
    const told = model.claim(n, place, idempotencyKey);
    if (told.request === real.requests.length && id !== null) real.requests.push(id);
    expect({ code: codeOf(answer), id }).toEqual({
      code: told.code,
      id: told.request === null ? null : real.requests[told.request],
    });
  }),
);

const look = fc.tuple(user, event).map(([n, place]) =>
  command(`user ${n} looks at event ${place}`, async (model, { users, events }) => {
    const { eligibility } = await users[n]!.run(EligibilityDocument, { eventId: events[place]!.id });
    expect(eligibility!.blockedBy[0] ?? null).toBe(model.blocker(n, place));
  }),
);

const decide = fc.tuple(fc.nat({ max: 20 }), fc.constantFrom('approve', 'reject')).map(([n, verdict]) =>
  command(`the operator would ${verdict} request ${n}`, async (model, { operator, requests }) => {
    if (model.requests.length === 0) return;
    const place = n % model.requests.length;
    const id = requests[place]!;
    const answer =
      verdict === 'approve'
        ? await operator.ask(ApproveRewardRequestDocument, { input: { id } })
        : await operator.ask(RejectRewardRequestDocument, { input: { id, reason: 'as drawn' } });
    expect(codeOf(answer)).toBe(model.decide(place, verdict));
  }),
);

const revoke = fc.tuple(fc.nat({ max: 20 }), fc.boolean(), key).map(([n, returnStock, idempotencyKey]) =>
  command(
    `request ${n} is revoked, units back: ${returnStock}, key ${idempotencyKey}`,
    async (model, real) => {
      if (model.requests.length === 0) return;
      const place = n % model.requests.length;
      const input = { id: real.requests[place]!, reason: 'as drawn', returnStock, idempotencyKey };
      const answer = await real.operator.ask(RevokeRewardRequestDocument, { input });
      expect(codeOf(answer)).toBe(model.revoke(place, returnStock, idempotencyKey));
    },
  ),
);

const changeStock = fc.tuple(event, fc.constantFrom(-2, -1, 1), key).map(([place, delta, idempotencyKey]) =>
  command(`stock of event ${place} by ${delta}, key ${idempotencyKey}`, async (model, real) => {
    const input = { id: real.events[place]!.rewards[0]!.id, delta, reason: 'as drawn', idempotencyKey };
    const answer = await real.operator.ask(AdjustRewardStockDocument, { input });
    expect(codeOf(answer)).toBe(model.changeStock(place, delta, idempotencyKey));
  }),
);

const change: fc.Arbitrary<EditOf | { readonly endsInHours: number }> = fc.oneof(
  fc.constantFrom({ title: 'one' }, { title: 'another' }),
  fc.constantFrom({ active: true }, { active: true }, { active: false }),
  fc.constantFrom({ endsInHours: 12 }, { endsInHours: 200 }),
);

/** Now and then by a version that is not the event's any more. */
const expected = fc.constantFrom(0, 0, 0, 1);

const edit = fc.tuple(event, change, expected).map(([place, drawn, behind]) =>
  command(`event ${place} gets ${JSON.stringify(drawn)}, ${behind} behind`, async (model, real) => {
    const { version } = model.events[place]!;
    const fields = 'endsInHours' in drawn ? { endAt: model.now + drawn.endsInHours * HOUR_MS } : drawn;
    const input = {
      id: real.events[place]!.id,
      expectedVersion: version - behind,
      ...fields,
      ...('endAt' in fields && { endAt: new Date(fields.endAt!).toISOString() }),
    };
    const answer = await real.operator.ask(UpdateEventDocument, { input: input as never });
    expect(codeOf(answer)).toBe(model.edit(place, version - behind, fields));
  }),
);

const archive = fc.tuple(event, expected).map(([place, behind]) =>
  command(`event ${place} is archived, ${behind} behind`, async (model, { operator, events }) => {
    const expectedVersion = model.events[place]!.version - behind;
    const answer = await operator.ask(ArchiveEventDocument, {
      input: { id: events[place]!.id, expectedVersion },
    });
    expect(codeOf(answer)).toBe(model.archive(place, expectedVersion));
  }),
);

/** In proportion: an archived event has little to tell. */
const ARBITRARIES: ReadonlyArray<readonly [number, fc.Arbitrary<Command>]> = [
  [8, checkIn],
  [4, wait],
  [10, claim],
  [3, look],
  [5, decide],
  [4, revoke],
  [4, changeStock],
  [4, edit],
  [1, archive],
];

export const commands = (maxCommands: number) =>
  fc.commands(
    ARBITRARIES.flatMap(([weight, arbitrary]) => Array.from({ length: weight }, () => arbitrary)),
    { maxCommands, size: 'max' },
  );
