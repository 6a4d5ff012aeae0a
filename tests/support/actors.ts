import { randomUUID } from 'node:crypto';
import type { App } from '../../src/app';
import type { Role } from '../../src/domain/viewer';
import { Client } from './client';
import type { TestClock } from './clock';

export const TEST_PASSWORD = 'a password of the tests';

/** An account with its client; every test makes its own, nothing is wiped. */
export class Actor extends Client {
  id = '';
  username = '';
  readonly password = TEST_PASSWORD;
  tokens = { accessToken: '', refreshToken: '' };
}

const REGISTER = `mutation ($input: RegisterInput!) {
  register(input: $input) { user { id username } tokens { accessToken refreshToken } userErrors { code } }
}`;

interface Registered {
  register: { user: { id: string; username: string }; tokens: { accessToken: string; refreshToken: string } };
}

/** Registers over HTTP; another role than USER is given as the command line gives it. */
export async function actorOf(app: App, clock: TestClock, url: () => string, role: Role): Promise<Actor> {
  const actor = new Actor(url);
  const username = `${role.toLowerCase()}-${randomUUID().slice(0, 8)}`;
  const { data, errors } = await actor.send<Registered>(REGISTER, {
    input: { username, password: actor.password },
  });
  if (!data?.register) throw new Error(`registration failed: ${JSON.stringify(errors)}`);
  actor.id = data.register.user.id;
  actor.username = data.register.user.username;
  actor.tokens = data.register.tokens;
  actor.accessToken = actor.tokens.accessToken;
  if (role !== 'USER') {
    await app.services.admins.change({
      userId: actor.id,
      set: { role },
      actor: null,
      reason: null,
      now: clock.now(),
    });
  }
  return actor;
}
