import { expect, test } from 'vitest';
import { createTrustedSenders, cronSender, taskSender } from '../../../src/frontend/index.ts';
import { ask, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

/** What a client sends and the app sees of its names that App Engine has kept for itself. */
async function seenByApp(headers: Record<string, string>, trusted = createTrustedSenders()) {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startTestFrontEnd(instance.address, {
    recognise: (fields) => trusted.recognise(fields),
  });
  await ask(frontEnd, { headers });
  const text = instance.requests[0]?.text ?? '';
  const valueOf = (name: string) => new RegExp(`^${name}: (.*)\r$`, 'im').exec(text)?.[1] ?? null;
  return { text, valueOf };
}

test('cron says what outsiders cannot, and comes from 0.1.0.2 over plain HTTP', async () => {
  const trusted = createTrustedSenders();
  const ticket = trusted.ticketFor(cronSender);
  const { text, valueOf } = await seenByApp({ [ticket.name]: ticket.value }, trusted);
  expect(valueOf('X-Appengine-Cron')).toBe('true');
  expect(valueOf('X-Forwarded-For')).toBe('0.1.0.2, 169.254.1.1');
  expect(valueOf('X-Appengine-User-Ip')).toBe('0.1.0.2');
  expect(valueOf('X-Forwarded-Proto')).toBe('http');
  expect(text).not.toMatch(/x-google-/i);
  expect(text).not.toContain(ticket.value);
});

test('a task queue names its queue, its task and how often it tried', async () => {
  const trusted = createTrustedSenders();
  const ticket = trusted.ticketFor(
    taskSender({ queue: 'mail', name: '42', retries: 3, etaSec: 1_700_000_000 }),
  );
  const headers = { [ticket.name]: ticket.value, 'X-AppEngine-QueueName': 'forged' };
  const { text, valueOf } = await seenByApp(headers, trusted);
  expect(text.match(/x-appengine-queuename/gi)).toHaveLength(1);
  expect([valueOf('X-AppEngine-QueueName'), valueOf('X-AppEngine-TaskName')]).toEqual(['mail', '42']);
  expect([valueOf('X-AppEngine-TaskRetryCount'), valueOf('X-AppEngine-TaskExecutionCount')]).toEqual([
    '3',
    '3',
  ]);
  expect(valueOf('X-AppEngine-TaskETA')).toBe('1700000000');
});

test.each([
  ['without a ticket', {}],
  ['with a made-up ticket', { 'X-Google-Flexbuild-Ticket': 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
])('an outsider %s says nothing of it', async (_what, headers) => {
  const trusted = createTrustedSenders();
  trusted.ticketFor(cronSender);
  const { text } = await seenByApp(
    { ...headers, 'X-Appengine-Cron': 'true', 'X-AppEngine-QueueName': 'mail' },
    trusted,
  );
  expect(text).not.toMatch(/^(?:x-appengine-cron|x-appengine-queuename|x-google-)/im);
  expect(text).toMatch(/^X-Appengine-User-Ip: 127\.0\.0\.1\r$/m);
});

test('a ticket holds once', () => {
  const trusted = createTrustedSenders();
  const ticket = trusted.ticketFor(cronSender);
  expect(trusted.recognise([ticket])).toBe(cronSender);
  expect(trusted.recognise([ticket])).toBeNull();
});
