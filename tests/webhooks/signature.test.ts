import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, signedHeaders } from '../../src/webhooks/signature';

const AT = () => new Date();
const message = { id: 'epoch.endpoint.1', body: '{"type":"REWARD_GRANTED","text":"한국어"}' };

test('the public library of Standard Webhooks verifies a message', () => {
  const secret = newWebhookSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const headers = signedHeaders({ ...message, at: AT() }, [secret]);
  expect(new Webhook(secret).verify(message.body, headers)).toEqual(JSON.parse(message.body));
});

test('while two secrets sign, a receiver with either of them accepts the message', () => {
  const secrets = [newWebhookSecret(), newWebhookSecret()];
  const headers = signedHeaders({ ...message, at: AT() }, secrets);
  for (const secret of secrets) expect(() => new Webhook(secret).verify(message.body, headers)).not.toThrow();
  expect(() => new Webhook(newWebhookSecret()).verify(message.body, headers)).toThrow(
    'No matching signature',
  );
});

test('a message with another body, id or time is refused', () => {
  const secret = newWebhookSecret();
  const headers = signedHeaders({ ...message, at: AT() }, [secret]);
  const verify = (body: string, changed: Record<string, string>) => () =>
    new Webhook(secret).verify(body, { ...headers, ...changed });
  expect(verify(`${message.body} `, {})).toThrow();
  expect(verify(message.body, { 'webhook-id': 'epoch.endpoint.2' })).toThrow();
  expect(
    verify(message.body, { 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) }),
  ).toThrow();
});
