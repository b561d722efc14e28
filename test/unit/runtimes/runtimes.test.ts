import { expect, test } from 'vitest';
import { FlexbuildError } from '../../../src/core/index.ts';
import { detectRuntime, loadRuntimes, resolvers, type Runtime } from '../../../src/runtimes/index.ts';
import { customData } from '../../../src/runtimes/resolve/custom/data.ts';
import { pythonData, pythonVersionData } from '../../../src/runtimes/resolve/python/data.ts';
import { literalSource } from '../../../src/source/index.ts';

const runtimes = loadRuntimes();
const python = runtimes.find(({ id }) => id === 'python') as Runtime;

test('every runtime has a resolver, and every resolver a runtime', () => {
  expect(runtimes.map(({ id }) => id)).toEqual(Object.keys(resolvers).sort());
});

test.each([
  [{ Dockerfile: '', 'requirements.txt': '' }, 'custom', 'found Dockerfile'],
  [{ 'requirements.txt': '', 'a.py': '' }, 'python', 'found requirements.txt'],
  [{ 'src/deep/main.py': '' }, 'python', 'found src/deep/main.py'],
])('%j is %s', (files, id, reason) => {
  expect(detectRuntime(literalSource(files as Record<string, string>), runtimes)).toMatchObject({
    runtime: { id },
    reason,
  });
});

test.each([{}, { 'README.md': '' }, { 'venv/lib/a.py': '', '.venv/b.py': '', 'node_modules/c/d.py': '' }])(
  '%j is nothing we know, and the error says what was looked for',
  (files) => {
    const detect = () => detectRuntime(literalSource(files, 'my-app'), runtimes);
    expect(detect).toThrow(FlexbuildError);
    try {
      detect();
    } catch (error) {
      const [problem] = (error as FlexbuildError).diagnostics;
      expect(problem.code).toBe('FB2001');
      expect(problem.message).toContain('my-app');
      expect(problem.detail.join('\n')).toMatch(/custom: .*Dockerfile\npython: .*requirements\.txt, \*\.py/);
    }
  },
);

test.each(python.versions.map((version) => [version.version, version] as const))(
  'the row of Python %s is whole',
  (name, version) => {
    const row = pythonVersionData(version);
    expect(name).toMatch(/^\d\.\d+$/);
    expect(pythonData(python).packages[row.packages]?.build).toContain('build-essential');
    expect(row.pip).toMatch(/^\d+\.\d+(\.\d+)?$/);
    expect(row.gunicorn).toMatch(/^\d+\.\d+\.\d+$/);
    expect(row.createEnvironment).toMatch(/ \/env$/);
    const registry = version.bases.find((base) => base.kind === 'registry');
    // Pinned to a Debian release: without it, the image changes under the package lists.
    expect(registry?.reference).toMatch(
      /^(python:\d\.\d+-slim-(bullseye|bookworm|trixie)|debian:bullseye-slim)$/,
    );
  },
);

test('what other tables name is there', () => {
  const names = python.versions.map(({ version }) => version);
  const { stacks, legacyVersions } = pythonData(python);
  for (const version of Object.values(stacks)) expect(names).toContain(version);
  for (const { used } of Object.values(legacyVersions)) expect(names).toContain(used);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  ...Object.entries(pythonData(python).programs),
  ...Object.entries(pythonData(python).workerClasses),
])('what brings %s is there', (_name, { title, broughtBy }) => {
  expect(title).not.toBe('');
  for (const name of broughtBy) expect(name).toMatch(/^[a-z][a-z0-9-]*(\[[a-z]+\]|\*)?$/);
  expect(broughtBy[0]).toMatch(/^[a-z-]+$/);
});

const custom = runtimes.find(({ id }) => id === 'custom') as Runtime;

test.each(customData(custom).servers.map((server) => [server.command, server] as const))(
  'the row of %s is whole',
  (_command, { address, host, port, unlessSet = [] }) => {
    const settings = [address, host, port].filter((setting) => setting !== undefined);
    expect(settings.length).toBeGreaterThan(0);
    for (const { options = [], positional = false } of settings) {
      expect(options.length > 0 || positional).toBe(true);
      for (const option of options) expect(option).toMatch(/^--?[A-Za-z][\w.-]*$/);
    }
    // Unquoted, YAML makes numbers of them.
    for (const setting of settings) expect(typeof (setting.default ?? '')).toBe('string');
    for (const name of unlessSet) expect(name).toMatch(/^(--?[a-z][a-z-]*|[A-Z_]+)$/);
  },
);
