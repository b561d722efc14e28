import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBase, helperBases } from '../../src/bases/index.ts';
import { directNetwork } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { containerHost, currentOwner } from '../../src/hosts/index.ts';
import {
  conformanceMetadata,
  expectAnswer,
  metadataCases,
  type MetadataAnswer,
  type MetadataCase,
} from '../support/metadata-cases.ts';
import { someInstance, startServer } from '../support/metadata.ts';
import { planOf } from '../support/plans.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';
import { imageRequest } from '../support/test-image.ts';

/** For each line `HOST HEX` of its file: sends the bytes to port 80 of the host, and writes what comes back as a line of HEX. */
const client = `import socket
for line in open('/requests'):
    host, request = line.split()
    sock = socket.create_connection((host, 80), 60)
    sock.sendall(bytes.fromhex(request))
    answer = b''
    while True:
        chunk = sock.recv(65536)
        if not chunk:
            break
        answer += chunk
    print(answer.hex(), flush=True)
`;

const googlesNames = ['metadata.google.internal', 'metadata', '169.254.169.254'];
const topics = metadataCases();
const cases = topics.flatMap(([, inTopic]) => inTopic);

let session: TestSession;
let answers: ReadonlyMap<MetadataCase, MetadataAnswer>;
let named: readonly MetadataAnswer[];

beforeAll(async () => {
  const engine = await connectEngine({ env: process.env });
  session = testSession(engine);
  const [first] = cases;
  if (!first) throw new Error('there are no cases');
  const requests = [
    ...cases.map((one) => ({ host: '169.254.169.254', one })),
    ...googlesNames.map((host) => ({ host, one: { ...first, target: '/', headers: { Host: host } } })),
  ];
  const received = await askedFromContainer(
    engine,
    requests.map(({ host, one }) => `${host} ${bytesOf(one).toString('hex')}\n`).join(''),
  );
  expect(received).toHaveLength(requests.length);
  answers = new Map(cases.map((one, at) => [one, answerIn(received[at] ?? '')]));
  named = received.slice(cases.length).map(answerIn);
});
afterAll(() => session[Symbol.asyncDispose]());

describe.each(topics)('at 169.254.169.254: %s', (_topic, inTopic) => {
  test.each(inTopic.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const answer = answers.get(one);
    if (answer) expectAnswer(answer, one);
    else expect.unreachable();
  });
});

test('Google’s names lead there as well', () => {
  expect(named.map(({ status, body }) => [status, body])).toEqual(
    googlesNames.map(() => [200, 'computeMetadata/\n']),
  );
});

/** The lines that a container writes which is `someInstance`. */
async function askedFromContainer(engine: Engine, requests: string): Promise<readonly string[]> {
  const network = directNetwork;
  const helper = await ensureBase(
    { bases: helperBases, override: null, engine, network, platform: null },
    testJob(),
  );
  const image = session.name('client');
  const dockerfile = `FROM ${helper.reference}\nCOPY client.py requests /\nCMD ["python3", "/client.py"]\n`;
  const files = { Dockerfile: dockerfile, 'client.py': client, requests };
  await engine.images.build({ ...imageRequest(files), tags: [image], labels: session.labels }, testJob());
  await using host = containerHost({
    engine,
    session: { id: `test${process.pid}metadata`, owner: currentOwner(), app: 'conformance' },
    network,
    desk: { volumes: [], networks: [] },
    imageFor: () => Promise.resolve(image),
    forwarderImage: () => Promise.resolve(helper.reference),
  });
  const secret = 'a-secret-of-the-session';
  await using server = await startServer({
    listen: host.metadataListenAddress(),
    secret,
    identify: (caller) => host.identify(caller),
    projectMetadata: conformanceMetadata,
  });
  await host.connectMetadata({ address: server.address, secret }, testJob());
  const prepared = await host.prepare(planOf(), testJob());
  await using instance = await host.start(prepared, { identity: someInstance, env: {} }, testJob());
  const lines: string[] = [];
  for await (const { text } of instance.output()) lines.push(text);
  return lines;
}

function bytesOf({ method, target, headers }: MetadataCase): Buffer {
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
}

function answerIn(hex: string): MetadataAnswer {
  const bytes = Buffer.from(hex, 'hex');
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)] as const;
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: bytes.toString('utf8', end + 4),
  };
}
