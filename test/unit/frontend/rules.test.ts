import { expect, test } from 'vitest';
import { field, fieldsFrom, type HeaderField } from '../../../src/frontend/rules/field.ts';
import { clientNames, ignoredNames, replacedNames, reservedNames } from './header-names.ts';
import { placeFinder } from '../../../src/frontend/places.ts';
import { createRandomHex } from '../../../src/frontend/rules/random-hex.ts';
import { requestRules } from '../../../src/frontend/rules/request-rules.ts';
import { responseRules } from '../../../src/frontend/rules/response-rules.ts';

const facts = {
  clientAddress: '203.0.113.7',
  secure: true,
  host: 'app.example',
  defaultHostname: 'project.uc.r.appspot.com',
  requestTimeoutMs: 3_600_000,
  trusted: null,
  place: placeFinder([])(''),
  randomHex: createRandomHex(),
} as const;

/** What the app sees of these headers, by lower-case name. */
function seenByApp(
  headers: readonly (readonly [string, string])[],
  changed: Partial<typeof facts> | object = {},
): Record<string, string[]> {
  const fields = headers.map(([name, value]) => field(name, value));
  for (const rule of requestRules) rule(fields, { ...facts, ...changed });
  return byName(fields);
}

function byName(fields: readonly HeaderField[]): Record<string, string[]> {
  const seen: Record<string, string[]> = {};
  for (const { key, value } of fields) (seen[key] ??= []).push(value);
  return seen;
}

test('what App Engine tells an app about a request', () => {
  const seen = seenByApp([]);
  expect(seen).toMatchObject({
    host: ['app.example'],
    'x-forwarded-for': ['203.0.113.7, 169.254.1.1'],
    'x-forwarded-proto': ['https'],
    forwarded: ['for="203.0.113.7";proto=https'],
    via: ['1.1 google'],
    'x-appengine-country': ['ZZ'],
    'x-appengine-region': ['?'],
    'x-appengine-city': ['?'],
    'x-appengine-citylatlong': ['0.000000,0.000000'],
    'x-appengine-https': ['on'],
    'x-appengine-user-ip': ['203.0.113.7'],
    'x-appengine-default-version-hostname': ['project.uc.r.appspot.com'],
    'x-appengine-timeout-ms': ['3599999'],
    'x-appengine-request-log-id': [expect.stringMatching(/^[0-9a-f]{32}$/)],
  });
  expect(seenByApp([], { secure: false })).toMatchObject({
    'x-appengine-https': ['off'],
    'x-forwarded-proto': ['http'],
  });
});

test.each(reservedNames)('%s is for App Engine to set', (name) => {
  expect(
    seenByApp([
      [name, '1'],
      [name.toLowerCase(), '2'],
    ]),
  ).not.toHaveProperty(name.toLowerCase());
});

test.each([
  ...replacedNames,
  'X-Appengine-City',
  'X-Appengine-Default-Version-Hostname',
  'X-Appengine-Region',
  'X-Appengine-Request-Log-Id',
  'X-Appengine-Timeout-Ms',
])('a forged %s is replaced', (name) => {
  const seen = seenByApp([
    [name, 'forged'],
    [name.toUpperCase(), 'forged'],
  ])[name.toLowerCase()];
  expect(seen).toHaveLength(1);
  expect(seen).not.toContain('forged');
});

test.each(clientNames)('%s is the client’s own', (name) => {
  expect(seenByApp([[name, 'kept']])).toHaveProperty(name.toLowerCase(), ['kept']);
});

test.each(ignoredNames)('%s is dropped, as nginx does', (name) => {
  expect(seenByApp([[name, '1']])).not.toHaveProperty([name.toLowerCase()]);
});

test('what describes the connection stays behind, and so does what its Connection header names', () => {
  const seen = seenByApp([
    ['Connection', 'close, X-Hop,x-hop-too'],
    ['Connection', 'X-Third'],
    ['X-Hop', '1'],
    ['X-Hop-Too', '1'],
    ['X-Third', '1'],
    ['Keep-Alive', 'timeout=5'],
    ['TE', 'trailers'],
    ['Trailer', 'X'],
    ['Transfer-Encoding', 'chunked'],
    ['Upgrade', 'h2c'],
    ['Proxy-Authorization', 'x'],
    ['Proxy-Connection', 'x'],
    ['HTTP2-Settings', 'x'],
    ['Expect', '100-continue'],
    ['X-Kept', '1'],
  ]);
  expect(seen).toHaveProperty('x-kept');
  for (const key of [
    'connection',
    'x-hop',
    'x-hop-too',
    'x-third',
    'keep-alive',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'proxy-authorization',
    'proxy-connection',
    'http2-settings',
    'expect',
  ]) {
    expect(seen).not.toHaveProperty(key);
  }
});

test('a Connection header cannot take away what the front end says, nor the message’s own frame', () => {
  const seen = seenByApp([
    ['Connection', 'X-Forwarded-For, X-Appengine-User-Ip, Host, Content-Length'],
    ['Host', 'app.example'],
    ['Content-Length', '3'],
    ['X-Forwarded-For', '1.2.3.4'],
  ]);
  expect(seen).toMatchObject({
    'x-forwarded-for': ['203.0.113.7, 169.254.1.1'],
    'x-appengine-user-ip': ['203.0.113.7'],
    host: ['app.example'],
    'content-length': ['3'],
  });
});

test('lists grow at their right end, over several fields too', () => {
  const seen = seenByApp(
    [
      ['X-Forwarded-For', '1.2.3.4'],
      ['x-forwarded-for', '5.6.7.8'],
      ['Forwarded', 'for=1.2.3.4'],
      ['Via', '1.1 squid'],
      ['X-Forwarded-Proto', 'gopher'],
    ],
    { clientAddress: '2001:db8::1' },
  );
  expect(seen).toMatchObject({
    'x-forwarded-for': ['1.2.3.4, 5.6.7.8, 2001:db8::1, 169.254.1.1'],
    forwarded: ['for=1.2.3.4, for="[2001:db8::1]";proto=https'],
    via: ['1.1 squid, 1.1 google'],
    'x-forwarded-proto': ['https'],
  });
});

test('a trusted sender says what outsiders cannot, once', () => {
  const sender = { clientAddress: '0.1.0.2', headers: [field('X-Appengine-Cron', 'true')] };
  const seen = seenByApp(
    [
      ['X-Appengine-Cron', 'forged'],
      ['X-Google-Proof', 'secret'],
    ],
    { trusted: sender, clientAddress: sender.clientAddress },
  );
  expect(seen).toMatchObject({ 'x-appengine-cron': ['true'], 'x-appengine-user-ip': ['0.1.0.2'] });
  expect(seen).not.toHaveProperty('x-google-proof');
});

const trace = '0123456789abcdef0123456789abcdef';

test.each([
  [`${trace}/255;o=1`, null, `${trace}/255;o=1`, `00-${trace}-00000000000000ff-01`],
  [`${trace}/255`, null, `${trace}/255`, `00-${trace}-00000000000000ff-00`],
  [null, `00-${trace}-00000000000000ff-01`, `${trace}/255;o=1`, `00-${trace}-00000000000000ff-01`],
  [
    'nonsense',
    `00-${trace}-ffffffffffffffff-00`,
    `${trace}/18446744073709551615`,
    `00-${trace}-ffffffffffffffff-00`,
  ],
  [`${trace}/255`, '00-xyz', `${trace}/255`, `00-${trace}-00000000000000ff-00`],
  [`${trace}/255`, `00-${trace}-0000000000000000-00`, `${trace}/255`, `00-${trace}-00000000000000ff-00`],
  [`${trace}/255`, `ff-${trace}-00000000000000aa-01`, `${trace}/255`, `00-${trace}-00000000000000ff-00`],
  [
    `${trace}/255`,
    `00-${'0'.repeat(32)}-00000000000000aa-01`,
    `${trace}/255`,
    `00-${trace}-00000000000000ff-00`,
  ],
  [`${trace}/1`, `00-${trace}-00000000000000ff-00`, `${trace}/1`, `00-${trace}-00000000000000ff-00`],
])('trace headers %s and %s', (cloud, parent, seenCloud, seenParent) => {
  const seen = seenByApp([
    ...(cloud === null ? [] : [['X-Cloud-Trace-Context', cloud] as const]),
    ...(parent === null ? [] : [['Traceparent', parent] as const]),
  ]);
  expect(seen).toMatchObject({ 'x-cloud-trace-context': [seenCloud], traceparent: [seenParent] });
});

test.each([null, 'x', `${trace}x/1`, `${'0'.repeat(32)}/1`, `${trace}/99999999999999999999`])(
  'a trace begins where the client’s is %s',
  (cloud) => {
    const seen = seenByApp(cloud === null ? [] : [['X-Cloud-Trace-Context', cloud]]);
    const [made = ''] = seen['x-cloud-trace-context'] ?? [];
    expect(made).toMatch(/^[0-9a-f]{32}\/[1-9]\d*$/);
    expect(made).not.toContain(trace);
    expect(made).not.toMatch(/^0{32}/);
    const [, id = '', span = ''] =
      /^00-([0-9a-f]{32})-([0-9a-f]{16})-00$/.exec(seen.traceparent?.[0] ?? '') ?? [];
    expect(made).toBe(`${id}/${BigInt(`0x${span}`)}`);
  },
);

test('a trace without a span yet is kept, and its traceparent gets one', () => {
  const seen = seenByApp([['X-Cloud-Trace-Context', `${trace}/0;o=1`]]);
  expect(seen['x-cloud-trace-context']).toEqual([`${trace}/0;o=1`]);
  expect(seen.traceparent?.[0]).toMatch(new RegExp(`^00-${trace}-(?!0{16})[0-9a-f]{16}-01$`));
});

test('responses: the app’s Server stays, directives to nginx and the connection’s headers do not', () => {
  const fields = fieldsFrom([
    'Server',
    'app',
    'Connection',
    'X-Hop, Via',
    'X-Hop',
    '1',
    'X-Accel-Redirect',
    '/x',
    'Trailer',
    'X',
  ]);
  for (const rule of responseRules) rule(fields);
  expect(byName(fields)).toEqual({ server: ['app'], via: ['1.1 google'] });
});
