import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flexbuild } from '../support/command-line.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-test-'));
  writeFileSync(join(folder, 'dev.env'), '');
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(folder, `completion.${shell}`), flexbuild(['completion', shell]).stdout);
});
afterAll(() => rmSync(folder, { recursive: true }));

function output(command: string, ...args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (error) throw error;
  expect(stderr).toBe('');
  return stdout;
}

/** What each shell offers behind a line, as a set of words. */
const completers: Readonly<Record<string, (line: string) => readonly string[]>> = {
  bash(line) {
    const words = line.split(' ');
    const script = `source completion.bash
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
compopt() { :; }
_flexbuild
printf '%s\\n' "\${COMPREPLY[@]}"`;
    return output('bash', '-c', script).split('\n').filter(Boolean);
  },
  fish(line) {
    const text = output('fish', '--no-config', '-c', `source completion.fish; complete -C '${line}'`);
    return text.split('\n').flatMap((entry) => entry.split('\t')[0] || []);
  },
  // zsh completes in its line editor alone, so what its two functions are asked to offer is looked at.
  zsh(line) {
    const words = line.split(' ');
    const script = `compdef() { :; }
_describe() { print -l -- \${(P)4%%:*} }
_arguments() { print -l -- \${(M)@:#*\${prev}\\[*} | sed -n 's/.*(\\(.*\\))$/\\1/p'; print -l -- \${@%%\\[*} }
source ./completion.zsh
words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; PREFIX='${words.at(-1) ?? ''}'
prev=${words.at(-2) ?? ''}
_flexbuild`;
    const prefix = words.at(-1) ?? '';
    return output('zsh', '-f', '-c', script)
      .split(/\s+/)
      .filter((word) => word.startsWith(prefix));
  },
};

describe.each(Object.entries(completers))('%s', (_shell, complete) => {
  test.each([
    ['flexbuild r', ['run']],
    ['flexbuild run --host ', ['auto', 'container', 'process']],
    ['flexbuild run --pro', ['--project']],
    ['flexbuild base ', ['build', 'list', 'rm']],
    ['flexbuild base build --accept', ['--accept-expired']],
  ])('completes %j', (line, words) => {
    const offered = complete(line);
    for (const word of words) expect(offered.join(' ')).toContain(word);
    expect(offered.join(' ')).not.toContain('gen-config');
  });
});

test('a shell that it does not know is an error that names those it knows', () => {
  const { status, stderr } = flexbuild(['completion', 'tcsh']);
  expect(status).toBe(64);
  expect(stderr).toContain('bash, zsh, fish');
});
