import { Webhook } from 'standardwebhooks';
import { isGenuine, WebhookInbox } from '../../src/demo/webhook-inbox';
import { newWebhookSecret } from '../../src/webhooks/signature';

const NOW = new Date('2026-06-01T03:00:00Z');
const SECRET = newWebhookSecret();

/** A message that the public library of Standard Webhooks has signed. */
function signed(
  id: string,
  { at = NOW, secret = SECRET, text = `{"type":"REWARD_GRANTED","data":"${id}"}` } = {},
) {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  return { id, timestamp, signature: new Webhook(secret).sign(id, at, text), body: Buffer.from(text) };
}

const MINUTE_MS = 60_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);

test('what the public library signs is genuine, with any of the secrets', () => {
  const message = signed('a.b.1');
  expect(isGenuine(message, [SECRET], NOW)).toBe(true);
  expect(isGenuine(message, [newWebhookSecret(), SECRET], NOW)).toBe(true);
  const several = `v1,AAAA v2,xyz ${message.signature}`;
  expect(isGenuine({ ...message, signature: several }, [SECRET], later(4 * MINUTE_MS))).toBe(true);
});

test.each<[string, Parameters<typeof isGenuine>]>([
  ['another secret', [signed('a.b.1', { secret: newWebhookSecret() }), [SECRET], NOW]],
  ['no secret', [signed('a.b.1'), [], NOW]],
  ['another body', [{ ...signed('a.b.1'), body: Buffer.from('{}') }, [SECRET], NOW]],
  ['another id', [{ ...signed('a.b.1'), id: 'a.b.2' }, [SECRET], NOW]],
  ['another time', [{ ...signed('a.b.1'), timestamp: '1780282799' }, [SECRET], NOW]],
  ['a time that is no number', [{ ...signed('a.b.1'), timestamp: 'now' }, [SECRET], NOW]],
  ['an old message', [signed('a.b.1'), [SECRET], later(6 * MINUTE_MS)]],
  ['a message of the future', [signed('a.b.1'), [SECRET], later(-6 * MINUTE_MS)]],
  ['no signature', [{ ...signed('a.b.1'), signature: '' }, [SECRET], NOW]],
])('%s is not genuine', (_case, [message, secrets, now]) => {
  expect(isGenuine(message, secrets, now)).toBe(false);
});

test('the inbox has the latest 100 messages, and counts those that arrive again', () => {
  const inbox = new WebhookInbox();
  for (let n = 1; n <= 102; n++) inbox.keep(signed(`a.b.${n}`), later(n));
  inbox.keep(signed('a.b.50'), later(200));
  expect(inbox.messages).toHaveLength(100);
  expect(inbox.messages[0]).toEqual({
    id: 'a.b.102',
    receivedAt: later(102),
    times: 1,
    body: { type: 'REWARD_GRANTED', data: 'a.b.102' },
  });
  expect(inbox.messages.at(-1)).toMatchObject({ id: 'a.b.3' });
  expect(inbox.messages.find(({ id }) => id === 'a.b.50')).toMatchObject({ times: 2, receivedAt: later(50) });
});
