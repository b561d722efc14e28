import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appServers, installPythonServers, startAppServer, type AppServer } from '../support/app-servers.ts';
import { ask, startTestFrontEnd } from '../support/http-peers.ts';

let venv = '';

beforeAll(async () => {
  venv = await installPythonServers(await mkdtemp(join(tmpdir(), 'flexbuild-servers-')));
});

afterAll(() => rm(venv, { recursive: true }));

const names = Object.keys(appServers) as (keyof typeof appServers)[];

interface Seen {
  readonly length: number;
  readonly sha256: string;
  readonly headers: Readonly<Record<string, string>>;
}

describe.each(names)('%s, as it comes, behind the front end', (name) => {
  let server: AppServer;

  beforeAll(async () => {
    server = await startAppServer(name, venv);
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test('sees what App Engine says, and nothing that a client forged', async () => {
    await using frontEnd = await startTestFrontEnd(server.address);
    const answer = await ask(frontEnd, {
      path: '/path?query=1',
      headers: {
        Host: 'app.example',
        'X-Forwarded-For': '203.0.113.7',
        'X-Appengine-User-Ip': 'forged',
        'X-Appengine-Cron': 'true',
        X_Appengine_Cron: 'true',
      },
    });
    expect(answer).toMatchObject({ status: 200, complete: true });
    const { headers, ...rest } = JSON.parse(answer.body.toString()) as Seen;
    expect(rest).toMatchObject({ method: 'GET', path: '/path', query: 'query=1', length: 0 });
    expect(headers).toMatchObject({
      host: 'app.example',
      'x-forwarded-for': '203.0.113.7, 127.0.0.1, 169.254.1.1',
      'x-forwarded-proto': 'http',
      'x-appengine-user-ip': '127.0.0.1',
      'x-appengine-country': 'ZZ',
      via: '1.1 google',
    });
    expect(headers).not.toHaveProperty('x-appengine-cron');
  });

  test.each([
    ['sized', 0],
    ['sized', 1],
    ['sized', 5_000_000],
    ['chunked', 1],
    ['chunked', 5_000_000],
  ])('reads a %s body of %d bytes', async (framing, size) => {
    await using frontEnd = await startTestFrontEnd(server.address);
    const body = Buffer.alloc(size, 'abcdefg');
    const headers = framing === 'sized' ? { 'Content-Length': size } : { 'Transfer-Encoding': 'chunked' };
    const answer = await ask(frontEnd, { method: 'POST', path: '/', headers, body });
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      length: size,
      sha256: createHash('sha256').update(body).digest('hex'),
    });
  });

  test('streams, sends nothing, answers HEAD, and does it again', async () => {
    await using frontEnd = await startTestFrontEnd(server.address);
    const numbers = Array.from({ length: 1000 }, (_, number) => `${number}\n`).join('');
    for (let round = 0; round < 3; round++) {
      const streamed = await ask(frontEnd, { path: '/stream' });
      expect(streamed).toMatchObject({ status: 200, complete: true });
      expect(streamed.body.toString()).toBe(numbers);
      expect(await ask(frontEnd, { path: '/nothing' })).toMatchObject({ status: 204, complete: true });
      expect(await ask(frontEnd, { method: 'HEAD' })).toMatchObject({ status: 200, complete: true });
    }
  });

  test('answers a hundred requests at once', async () => {
    await using frontEnd = await startTestFrontEnd(server.address);
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(frontEnd)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
