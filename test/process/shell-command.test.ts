import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shellCommandOf, type Shell } from '../../src/runtimes/entrypoint/shell-command.ts';
import { entrypointCases } from './entrypoints.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-entrypoints-'));
  const program =
    '#!/bin/sh\nprintf \'<%s>\' "$@" "$FOO"\necho\nif [ -n "$PIDS" ]; then echo $$ >> "$PIDS"; fi\n';
  mkdirSync(join(folder, 'bin'));
  for (const name of ['serve', 'bin/serve', 'FOO=1'])
    writeFileSync(join(folder, name), program, { mode: 0o755 });
  writeFileSync(join(folder, 'settings.sh'), 'FOO=from-settings; export FOO\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly output: string;
  readonly code: number | string | null;
  readonly pid: number | undefined;
}

/** What a shell prints and returns for a text, and its process id. */
async function run(shell: Shell, text: string, extra: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const env = {
    PATH: `${folder}:/usr/bin:/bin`,
    HOME: '/home/x',
    PORT: '8080',
    PROGRAM: 'serve',
    FOO: 'foo',
    ...extra,
  };
  return await new Promise((settle) => {
    const child = execFile(`/bin/${shell}`, ['-c', text], { env, cwd: folder }, (error, stdout) =>
      settle({ output: stdout, code: error?.code ?? 0, pid: child.pid }),
    );
    child.stdin?.end();
  });
}

describe.each(['sh', 'bash'] as const)('%s', (shell) => {
  const cases = entrypointCases.filter(({ bashOnly }) => shell === 'bash' || !bashOnly);

  test('gets exec in front of simple commands, and of nothing else', () => {
    const wrong = cases.filter(({ text, exec }) => shellCommandOf(text, shell).execAdded !== exec);
    expect(wrong.map(({ text }) => text)).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(40);
  });

  test('does with it what it does without it', { timeout: 30_000 }, async () => {
    const compared = await inTurns(cases, async ({ text }) => {
      const [typed, made] = await Promise.all([
        run(shell, text),
        run(shell, shellCommandOf(text, shell).text),
      ]);
      return { text, typed: [typed.output, typed.code], made: [made.output, made.code] };
    });
    for (const { text, typed, made } of compared) expect({ text, ran: made }).toEqual({ text, ran: typed });
  });

  test('is replaced by the program where exec was added', { timeout: 30_000 }, async () => {
    const served = cases.filter(({ text, exec }) => exec && /^["']?serve\b/.test(text));
    expect(served.length).toBeGreaterThan(15);
    const replaced = await inTurns(served, async ({ text }) => {
      const pids = join(folder, `pids-${cases.findIndex((other) => other.text === text)}-${shell}`);
      const { pid } = await run(shell, shellCommandOf(text, shell).text, { PIDS: pids });
      return { text, pid, program: Number(readFileSync(pids, 'utf8')) };
    });
    for (const { text, pid, program } of replaced) expect({ text, program }).toEqual({ text, program: pid });
  });
});

test.each([
  ['serve "a', '"'],
  ["serve 'a", "'"],
  ['serve $(echo a', '('],
  ['serve ${PORT', '{'],
  ['serve `echo', '`'],
])('%s is not closed', (text, opener) => {
  expect(shellCommandOf(text, 'sh').unclosed?.opener).toBe(opener);
});

test.each([
  ['prepare && serve', 'sh', true],
  ['prepare && exec serve', 'sh', false],
  // bash replaces itself by the last command of a list.
  ['prepare && serve', 'bash', false],
  ['prepare; serve', 'bash', false],
  ['serve | tee log', 'bash', true],
  ['serve $(options)', 'bash', true],
  ['serve & wait', 'bash', true],
  ['serve', 'sh', false],
  ['trap stop TERM; serve & wait', 'sh', false],
] as const)('%s, run by %s: keeps the signals: %s', (text, shell, keeps) => {
  expect(shellCommandOf(text, shell).keepsSignals).toBe(keeps);
});

/** A few at a time: every one is a process. */
async function inTurns<In, Out>(
  items: readonly In[],
  work: (item: In) => Promise<Out>,
): Promise<readonly Out[]> {
  const results: Out[] = [];
  for (let start = 0; start < items.length; start += 8) {
    results.push(...(await Promise.all(items.slice(start, start + 8).map(work))));
  }
  return results;
}
