import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFolder, packageVersion } from '../../src/core/index.ts';
import { flexbuild } from '../support/command-line.ts';

// The texts; `docker/ci` runs them.

let repository: string;
let app: string;
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'flexbuild-test-'));
  mkdirSync(join(repository, '.git'));
  app = join(repository, "it's $my app");
  cpSync(join(packageFolder(), 'examples/python-flask'), app, { recursive: true });
});
afterEach(() => rmSync(repository, { recursive: true }));

const files = {
  github: '.github/workflows/flexbuild.yml',
  gitlab: '.gitlab-ci.yml',
  cloudbuild: 'flexbuild.cloudbuild.yaml',
} as const;

/** Every text within a YAML value that a shell gets, by the keys that hold scripts. */
function scriptsIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return isScript(key, value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => scriptsIn(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => scriptsIn(item, name));
}

/** Cloud Build has the shell's options and its script in one list. */
function isScript(key: string, value: string): boolean {
  return /^(run|script|before_script|after_script|args)$/.test(key) && !value.startsWith('-');
}

function expectShell(script: string): void {
  expect(spawnSync('bash', ['-n'], { encoding: 'utf8', input: script }), script).toMatchObject({
    status: 0,
    stderr: '',
  });
}

describe.each(Object.entries(files))('init --ci %s', (system, path) => {
  const written = () => readFileSync(join(repository, path), 'utf8');

  test("is YAML at the repository's top, with scripts that a shell can read, for the app wherever it lies", () => {
    const { status, stderr } = flexbuild(['init', '--ci', system, app]);
    expect(status, stderr).toBe(0);
    const scripts = scriptsIn(parse(written()));
    expect(scripts.length).toBeGreaterThan(0);
    scripts.forEach(expectShell);
    const all = scripts.join('\n');
    expect(written()).toContain(`FLEXBUILD_PACKAGE: flexbuild@${packageVersion()}\n`);
    const dollar = system === 'cloudbuild' ? '$$' : '$';
    expect(all).toContain(`npm install --global --no-audit --no-fund "${dollar}FLEXBUILD_PACKAGE"\n`.trim());
    expect(all).toContain(`'it'\\''s ${dollar}my app'`);
    expect(all).not.toContain('gen-config');
  });

  test('compares generated files where there are some', () => {
    expect(flexbuild(['gen-config', '--custom', '-y', app]).status).toBe(0);
    expect(flexbuild(['init', '--ci', system, app]).status).toBe(0);
    const scripts = scriptsIn(parse(written()));
    scripts.forEach(expectShell);
    expect(scripts.join('\n')).toContain('flexbuild gen-config --check ');
  });

  test('never overwrites; --stdout prints what would be written', () => {
    flexbuild(['init', '--ci', system, app]);
    const before = written();
    const again = flexbuild(['init', '--ci', system, app]);
    expect(again.status).toBe(64);
    expect(again.stderr).toContain('FB3250');
    expect(flexbuild(['init', '--ci', system, '--stdout', app])).toMatchObject({ status: 0, stdout: before });
    expect(written()).toBe(before);
  });
});

test('without a repository it is written beside the app, and without an app.yaml not at all', () => {
  rmSync(join(repository, '.git'), { recursive: true });
  expect(flexbuild(['init', '--ci', 'gitlab', app]).status).toBe(0);
  expect(existsSync(join(app, '.gitlab-ci.yml'))).toBe(true);
  rmSync(join(app, 'app.yaml'));
  expect(flexbuild(['init', '--ci', 'github', app]).stderr).toContain('FB1001');
});

test('every action is named by its commit, the same one in the workflow and in action.yml', () => {
  flexbuild(['init', '--ci', 'github', app]);
  const workflow = readFileSync(join(repository, files.github), 'utf8');
  const action = readFileSync(join(packageFolder(), 'action.yml'), 'utf8');
  const used = (text: string) => [...text.matchAll(/uses: (.*)$/gm)].map(([, name = '']) => name);
  for (const name of [...used(workflow), ...used(action)])
    expect(name).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v/);
  expect(used(workflow)).toEqual(expect.arrayContaining(used(action)));
});

test('action.yml installs this version, and takes no input for a part of a script', () => {
  const action = parse(readFileSync(join(packageFolder(), 'action.yml'), 'utf8')) as {
    readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  };
  expect(action.inputs['version']?.default).toBe(packageVersion());
  const scripts = scriptsIn(action);
  scripts.forEach(expectShell);
  expect(scripts.join('\n')).not.toContain('${{');
});
