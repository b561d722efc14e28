import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packTar, type ArchiveEntry } from '../../src/archive/index.ts';
import { sha256 } from '../../src/core/index.ts';
import { connectEngine, type BuildRequest, type Engine } from '../../src/engine/index.ts';
import { eventually } from '../support/eventually.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';
import { ensureTinyImage, tinyImage } from '../support/tiny-image.ts';

let engine: Engine;
let session: TestSession;
beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  await ensureTinyImage(engine);
  session = testSession(engine);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' });

/** Labelled from the first layer on, so that nothing of a build that fails stays behind. */
function from(): string {
  const [label] = Object.entries(session.labels).map(([name, value]) => `${name}=${value}`);
  return `FROM ${tinyImage}\nLABEL ${label ?? ''}`;
}

function buildRequest(dockerfile: string, parts: Partial<BuildRequest>): BuildRequest {
  const content = Buffer.from(dockerfile);
  const file = {
    kind: 'file',
    path: 'Dockerfile',
    mode: 0o644,
    modifiedMs: 0,
    size: content.length,
  } as const;
  return {
    context: packTar([{ ...file, content: () => content }]),
    dockerfile: 'Dockerfile',
    tags: [],
    labels: session.labels,
    buildArgs: {},
    platform: null,
    noCache: true,
    builder: 'buildkit',
    secrets: {},
    extraHosts: [],
    ...parts,
  };
}

describe.each(['buildkit', 'classic'] as const)('a build with %s', (builder) => {
  const request = (dockerfile: string, parts: Partial<BuildRequest> = {}): BuildRequest =>
    buildRequest(dockerfile, { builder, ...parts });

  test('that is stopped has stopped on the engine too, and leaves no container', async () => {
    const aborter = new AbortController();
    const marker = String(86_400 + Math.floor(Math.random() * 1e6));
    const running = (): boolean =>
      execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(`sleep ${marker}`);
    const building = engine.images.build(
      request(`${from()}\nRUN sleep ${marker}\n`),
      testJob(aborter.signal),
    );
    const refused = expect(building).rejects.toThrow('interrupted');
    await eventually(() => Promise.resolve(running() ? true : null));
    aborter.abort(new Error('interrupted'));
    await refused;
    await eventually(() => Promise.resolve(running() ? null : true));
    const commands = (): string => docker('ps', '-a', '--no-trunc', '--format', '{{.Command}}');
    await eventually(() => Promise.resolve(commands().includes(marker) ? null : true));
  });

  test('that fails leaves no container', async () => {
    const marker = session.name('fails');
    await expect(
      engine.images.build(request(`${from()}\nRUN echo ${marker}; exit 1\n`), testJob()),
    ).rejects.toThrow();
    expect(docker('ps', '-a', '--no-trunc', '--format', '{{.Command}}')).not.toContain(marker);
  });

  test('gets its arguments and its extra hosts', async () => {
    const job = testJob();
    const dockerfile = `${from()}\nARG WORD\nRUN echo "the word is $WORD"; grep -c example.test /etc/hosts\n`;
    await engine.images.build(
      request(dockerfile, { buildArgs: { WORD: 'so & "so"' }, extraHosts: ['example.test:10.1.2.3'] }),
      job,
    );
    const lines = job.notices.flatMap((notice) => (notice.kind === 'build-output' ? [notice.line.text] : []));
    expect(lines).toEqual(['the word is so & "so"', '1']);
  });
});

describe('a secret of a build', () => {
  test('is there long after the first second, and leaves no trace in layers, history or configuration', async () => {
    const secret = `s3cret-${session.name('secret')}`;
    const tag = `${session.name('with-secret')}:1`;
    // What the shell works out stands in the layer alone: it shows that the layer is searched.
    const read =
      'RUN --mount=type=secret,id=token,required,target=/dev/token wc -c </dev/token >/length; echo $((40000000+2)) >/control';
    const dockerfile = `${from()}\nRUN sleep 3\n${read}\n`;
    const secrets = { token: Buffer.from(secret) };
    await engine.images.build(buildRequest(dockerfile, { tags: [tag], secrets }), testJob());
    expect(docker('run', '--rm', tag, 'cat', '/length').trim()).toBe(String(secret.length));
    expect(docker('history', '--no-trunc', tag) + docker('inspect', tag)).not.toContain(secret);
    const saved = execFileSync('docker', ['save', tag], { maxBuffer: 64 * 2 ** 20 });
    expect(saved.includes('40000002')).toBe(true);
    expect(saved.includes(secret)).toBe(false);
  });
});

describe('a build whose files BuildKit asks for', () => {
  const modifiedMs = Date.UTC(2024, 1, 3, 4, 5, 6) + 0.25;
  const big = Buffer.alloc(300_000, 'flexbuild ');
  const file = (path: string, bytes: Buffer, mode = 0o644): ArchiveEntry => ({
    kind: 'file',
    path,
    mode,
    modifiedMs,
    size: bytes.length,
    content: () => bytes,
  });
  const entries: readonly ArchiveEntry[] = [
    file('sub/deep/big', big),
    file('sub.txt', Buffer.from('beside')),
    { kind: 'symlink', path: 'link', target: 'sub.txt', modifiedMs },
    file('run.sh', Buffer.from('echo ran'), 0o755),
    file('Dockerfile', Buffer.from('the one on disk')),
    file('empty', Buffer.alloc(0)),
  ];

  test('copies them as they are, and the Dockerfile on disk, not the one that is built', async () => {
    const tag = `${session.name('synced')}:1`;
    const text = `${from()}\nCOPY . /app\n`;
    const context = { entries, dockerfile: { path: 'Dockerfile', text }, digests: {}, identity: null };
    await engine.images.build(buildRequest('', { context, tags: [tag] }), testJob());
    const show =
      'cd /app; cat Dockerfile link; echo; ./run.sh; wc -c <sub/deep/big; stat -c "%a %u %Y" run.sh; wc -c <empty';
    expect(docker('run', '--rm', tag, 'sh', '-c', show).trim().split('\n')).toEqual([
      'the one on diskbeside',
      'ran',
      String(big.length),
      `755 0 ${Math.trunc(modifiedMs / 1000)}`,
      '0',
    ]);
  });

  test('fails where one of them cannot be read', async () => {
    const unreadable: ArchiveEntry = {
      kind: 'file',
      path: 'gone',
      mode: 0o644,
      modifiedMs,
      size: 5,
      content: () => {
        throw new Error('the file is gone');
      },
    };
    const dockerfile = { path: 'Dockerfile', text: `${from()}\nCOPY . /app\n` };
    const context = { entries: [unreadable], dockerfile, digests: {}, identity: null };
    await expect(engine.images.build(buildRequest('', { context }), testJob())).rejects.toThrow(
      'the file is gone',
    );
  });

  test('is asked for the files that changed alone, even where neither size nor time tells', async () => {
    const asked: string[] = [];
    const told = (path: string, text: string): ArchiveEntry => ({
      ...(file(path, Buffer.from(text)) as Extract<ArchiveEntry, { kind: 'file' }>),
      content: () => {
        asked.push(`${path} ${text}`);
        return Buffer.from(text);
      },
    });
    const build = async (texts: Readonly<Record<string, string>>, identity: string): Promise<string> => {
      const tag = `${session.name('kept')}:1`;
      const context = {
        entries: Object.entries(texts).map(([path, text]) => told(path, text)),
        dockerfile: { path: 'Dockerfile', text: `${from()}\nCOPY . /app\n` },
        digests: Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, sha256(text)])),
        identity,
      };
      await engine.images.build(buildRequest('', { context, tags: [tag] }), testJob());
      return docker('run', '--rm', tag, 'sh', '-c', 'cat /app/a /app/b');
    };
    const [mine, other] = [session.name('app'), session.name('other')];
    expect(await build({ a: '1', b: '1' }, mine)).toBe('11');
    expect(await build({ a: '1', b: '2' }, mine)).toBe('12');
    expect(await build({ a: '1', b: '3' }, other)).toBe('13');
    // The engine asks for several at once, in any order.
    const each = [asked.slice(0, 2).sort(), asked.slice(2, 3), asked.slice(3).sort()];
    expect(each).toEqual([['a 1', 'b 1'], ['b 2'], ['a 1', 'b 3']]);
  });
});
