import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { get as getPlain } from 'node:http';
import { get as getSecure, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';
import type * as Testing from '../../src/testing/index.ts';

// What is compiled is used as a user of `flexbuild/testing` would, by the types that it is published with.
const compiled = pathToFileURL(join(packageFolder(), 'dist/testing.js')).href;
const library = import(compiled) as Promise<typeof Testing>;

/** Answers with what it is told. */
const program = `
import { createServer } from 'node:http';
const { GAE_SERVICE, GAE_VERSION, GOOGLE_CLOUD_PROJECT, GCE_METADATA_HOST } = process.env;
createServer(async (request, response) => {
  const headers = { 'Metadata-Flavor': 'Google' };
  const url = 'http://' + GCE_METADATA_HOST + '/computeMetadata/v1/project/attributes/colour';
  const colour = await (await fetch(url, { headers })).text();
  response.end([GAE_SERVICE, GAE_VERSION, GOOGLE_CLOUD_PROJECT, colour].join(' '));
}).listen(process.env.PORT);
`;
const entrypoint = 'exec node server.mjs';
const host = { kind: 'process', entrypoint } as const;

let folder: string;
let machine: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fb-'));
  await writeFile(join(folder, 'app.yaml'), 'runtime: custom\nenv: flex\n');
  await writeFile(join(folder, 'api.yaml'), 'runtime: custom\nenv: flex\nservice: api\n');
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n');
  await writeFile(join(folder, 'server.mjs'), program);
  machine = {
    ...process.env,
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
  };
});
afterAll(() => rm(folder, { recursive: true }));

const inFolder = (name: string) => join(folder, name);
const processes = () => readdir(inFolder('cache/flexbuild/processes'));

test('every service is reached by its host name, with and without TLS', async () => {
  const { startFlexApp } = await library;
  const targets = [inFolder('app.yaml'), inFolder('api.yaml')] as const;
  const settings = { project: 'shop', version: 'v1', metadata: { colour: 'blue' } };
  await using app = await startFlexApp(targets, { host, machine, https: true, ...settings });
  const [, api] = app.services;
  const secure = app.secure ?? expect.fail('it has no TLS');
  const headers = { host: api?.host };
  expect(await get(app.url, { headers })).toBe('api v1 shop blue');
  expect(await get(secure.url, { headers, ca: secure.certificate })).toBe('api v1 shop blue');
  expect(await get(secure.url, { ca: secure.certificate })).toBe('default v1 shop blue');
  expect(
    app.frontEnd.requests.soFar.map(({ service, sent }) => [service, sent['x-appengine-https']]),
  ).toEqual([
    ['api', 'off'],
    ['api', 'on'],
    ['default', 'on'],
  ]);
});

test('rules of a dispatch.yaml decide, of the one beside the app or of the one that is named', async () => {
  const { startFlexApp } = await library;
  const targets = [inFolder('ruled/app.yaml'), inFolder('api.yaml')] as const;
  await mkdir(inFolder('ruled'));
  for (const file of ['app.yaml', 'Dockerfile', 'server.mjs'])
    await copyFile(inFolder(file), inFolder(`ruled/${file}`));
  const rule = (path: string) => `dispatch: [{ url: "*${path}*", service: api }]`;
  await writeFile(inFolder('ruled/dispatch.yaml'), rule('/beside/'));
  await writeFile(inFolder('dispatch.other.yaml'), rule('/named/'));
  const answers = async (dispatch?: string | null) => {
    const options = { host, machine, ...(dispatch !== undefined && { dispatch }) };
    await using app = await startFlexApp(targets, options);
    const paths = ['/', '/beside/1', '/named/1'];
    const all = await Promise.all(paths.map((path) => get(`${app.url}${path}`)));
    return all.map((answer) => answer.split(' ')[0]);
  };
  expect(await answers()).toEqual(['default', 'api', 'default']);
  expect(await answers(inFolder('dispatch.other.yaml'))).toEqual(['default', 'default', 'api']);
  expect(await answers(null)).toEqual(['default', 'default', 'default']);
});

test('apps side by side have metadata of their own', async () => {
  const { startFlexApp } = await library;
  const start = (colour: string) => startFlexApp(folder, { host, machine, metadata: { colour } });
  const apps = await Promise.all([start('blue'), start('red')]);
  await using one = apps[0];
  await using two = apps[1];
  expect(await get(one.url)).toContain('blue');
  two.metadata.set('project/attributes/colour', 'green');
  expect([await get(one.url), await get(two.url)].map((answer) => answer.split(' ').at(-1))).toEqual([
    'blue',
    'green',
  ]);
});

test('recordings end with the app, and what was waited for is told', async () => {
  const { startFlexApp } = await library;
  await using app = await startFlexApp(folder, { host, machine });
  const waiting = app.logs.first(() => false, { timeoutMs: 60_000 });
  waiting.catch(() => undefined);
  await app.stop();
  await expect(waiting).rejects.toMatchObject({ diagnostics: [{ code: 'FB5450' }] });
  expect(await Array.fromAsync(app.frontEnd.requests)).toEqual([]);
});

test('whoever asks for notices gets the warnings of the plan', async () => {
  const { startFlexApp } = await library;
  await writeFile(inFolder('tagged.yaml'), 'runtime: custom\nenv: flex\nnetwork:\n  instance_tag: web\n');
  const codes: string[] = [];
  await using _app = await startFlexApp(inFolder('tagged.yaml'), {
    host,
    machine,
    onNotice: (notice) => notice.kind === 'diagnostic' && codes.push(notice.diagnostic.code),
  });
  expect(codes).toContain('FB1101');
});

test('a start that is aborted ends, and leaves nothing', async () => {
  const { startFlexApp } = await library;
  const stop = new AbortController();
  const starting = startFlexApp(folder, {
    host: { ...host, entrypoint: 'exec sleep 600' },
    machine,
    signal: stop.signal,
    onNotice: ({ kind }) => kind === 'instance-state' && stop.abort(new Error('enough')),
  });
  await expect(starting).rejects.toThrow('enough');
  expect(await processes()).toEqual([]);
});

test('an app that is not there is an error with a code', async () => {
  const { FlexbuildError, startFlexApp } = await library;
  const missing = startFlexApp(inFolder('nothing'), { host, machine });
  await expect(missing).rejects.toBeInstanceOf(FlexbuildError);
  await expect(missing).rejects.toMatchObject({ diagnostics: [{ code: 'FB3201' }] });
});

function get(url: string, options: RequestOptions = {}): Promise<string> {
  const send = url.startsWith('https:') ? getSecure : getPlain;
  return new Promise((resolve, reject) => {
    send(url, { agent: false, ...options }, (response) => {
      text(response).then(resolve, reject);
    }).on('error', reject);
  });
}
