import { WEBHOOK_STEPS, WebhookTrial } from './support/webhook-trial';

const trial = new WebhookTrial();

beforeAll(() => trial.prepare());
afterAll(() => trial.close());

test.each(WEBHOOK_STEPS)('a server killed at %s loses no message, and no order within a request', (point) =>
  trial.kill(point),
);

test.each(['webhook.stored', 'webhook.sent'] as const)(
  'a server that stood still at %s moves nothing back when it goes on',
  (point) => trial.stop(point),
);
