import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFolder } from '../../../src/core/index.ts';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly include: readonly { readonly target: string }[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const text = readFileSync(join(packageFolder(), '.github/workflows/release.yml'), 'utf8');
const { permissions, jobs } = parse(text) as {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'make' | 'try' | 'publish', Job>>;
};

test('each executable that is made is started before it is published', async () => {
  const file = pathToFileURL(join(packageFolder(), 'build/release/targets.js')).href;
  const { targets, integrity } = (await import(file)) as {
    readonly targets: Readonly<Record<string, { readonly node: string }>>;
    readonly integrity: Readonly<Record<string, string>>;
  };
  const tried = jobs.try.strategy?.matrix.include.map(({ target }) => target);
  expect(tried).toEqual(Object.keys(targets));
  expect(Object.keys(integrity)).toEqual(
    expect.arrayContaining(Object.values(targets).map(({ node }) => node)),
  );
});

test('every action is named by its commit, and one job alone may write', () => {
  const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, name = '']) => name);
  expect(used.length).toBeGreaterThan(4);
  for (const name of used) expect(name).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v/);
  expect(permissions).toEqual({ contents: 'read' });
  const own = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined);
  expect(own.map(([name]) => name)).toEqual(['publish']);
});

test('no script has an expression of the workflow in it', () => {
  const scripts = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? ''));
  expect(scripts.join('\n')).toContain('make release');
  expect(scripts.join('\n')).not.toContain('${{');
});
