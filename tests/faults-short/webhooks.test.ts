import { WebhookTrial } from '../faults/support/webhook-trial';

/** The short form of tests/faults/webhook-steps: the step between the deliveries and the cursor. */
const trial = new WebhookTrial(10);

beforeAll(() => trial.prepare());
afterAll(() => trial.close());

test('a server killed between storing and passing messages loses none, and no order within a request', () =>
  trial.kill('webhook.stored'));
