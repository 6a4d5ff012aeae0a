import type { App } from '../../../src/app';
import { Chainer } from '../../../src/audit/chainer';
import type { Database } from '../../../src/database/connection';
import { openDatabase } from '../../../src/features';
import { createLog } from '../../../src/log';
import { Admins } from '../../../src/users/admins';
import type { Role } from '../../../src/domain/viewer';
import { LoginDocument } from '../../generated/documents';
import { actorOf, type Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { createEvent, type CreatedEvent } from '../../support/events';
import { until } from '../../support/until';
import { INTACT } from '../../support/intact';

/** Who and what a load is about. The database is the test's own connection: no server of the test's own. */
export interface World {
  readonly database: Database;
  readonly users: readonly Actor[];
  readonly operator: Actor;
  readonly admin: Actor;
  /** Their roles are what the load changes. */
  readonly staff: readonly Actor[];
  /** The events that the load is about now; `freshEvents` puts others in their place. */
  events: Stage;
  /** Every stage so far. */
  readonly stages: Stage[];
  close(): Promise<void>;
}

export interface Stage {
  readonly unlimited: CreatedEvent;
  /** Two rewards of different stock: all of them or none. */
  readonly limited: CreatedEvent;
  /** Limited too, so that decisions give units back. */
  readonly manual: CreatedEvent;
}

/** Makes accounts and a first stage. Every call of theirs goes to one of `urls`, in turn. */
export async function createWorld(
  mongodbUri: string,
  urls: () => readonly string[],
  { users = 24, staff = 2, timeoutMs = 20_000, goesElsewhere = false } = {},
): Promise<World> {
  const database = await openDatabase(mongodbUri);
  const admins = new Admins({
    database,
    chainer: new Chainer({ database, structure: INTACT, log: createLog('silent', false) }),
  });
  const app = { services: { admins } } as unknown as App;
  let turn = 0;
  const nextUrl = () => {
    const all = urls();
    return all[turn++ % all.length]!;
  };
  const actor = async (role: Role) => {
    const made = await actorOf(app, { now: () => new Date() } as never, nextUrl, role);
    made.timeoutMs = timeoutMs;
    made.goesElsewhere = goesElsewhere;
    // A login of its own to refresh, so that one that is lost takes no claim along.
    await logInAgain(made);
    // A token names the role of its login; that is for display, but nothing here shall depend on it.
    if (role !== 'USER') made.accessToken = made.tokens.accessToken;
    return made;
  };
  const many = (count: number) => Promise.all(Array.from({ length: count }, () => actor('USER')));
  const operator = await actor('OPERATOR');
  const events = await createStage(operator);
  const world: World = {
    database,
    operator,
    admin: await actor('ADMIN'),
    users: await many(users),
    staff: await many(staff),
    events,
    stages: [events],
    close: () => database.close(),
  };
  const days = lastDays(new Date(), 4).slice(0, 3);
  await Promise.all(qualified(world).map(({ id }) => attend(database, id, days)));
  return world;
}

/** Every sixth has met no condition, so that refusals with rows are among the answers. */
export function qualified({ users }: Pick<World, 'users'>): Actor[] {
  return users.filter((_, n) => n % 6 !== 5);
}

/** Users have claimed in the stage before; in a new one all slots are free. */
export async function freshEvents(world: World): Promise<void> {
  world.events = await createStage(world.operator);
  world.stages.push(world.events);
}

/** The tokens that the load refreshes; the access token of its other calls stays as it is. */
export async function logInAgain(actor: Actor): Promise<void> {
  const { login } = await actor.run(LoginDocument, {
    input: { username: actor.username, password: actor.password },
  });
  actor.tokens = login!.tokens;
}

/** Access tokens end after a quarter of an hour: loads that last longer give everybody a new one in between. */
export async function renewAccess({ users, operator, admin, staff }: World): Promise<void> {
  for (const actor of [...users, operator, admin, ...staff]) {
    const { username, password } = actor;
    // While servers and primaries come and go a login is tried until it is answered.
    const tokens = await until(async () => {
      const answer = await actor.ask(LoginDocument, { input: { username, password } }).catch(() => null);
      return answer?.data?.login?.tokens;
    });
    actor.accessToken = tokens.accessToken;
  }
}

async function createStage(operator: Actor): Promise<Stage> {
  const item = (name: string, stock: number, quantity = 1) => ({
    type: 'ITEM' as const,
    name,
    stock,
    quantity,
  });
  return {
    unlimited: await createEvent(operator),
    limited: await createEvent(operator, { rewards: [item('Mug', 30), item('Ticket', 24, 2)] }),
    manual: await createEvent(operator, { payout: 'MANUAL', rewards: [item('Jacket', 15)] }),
  };
}
