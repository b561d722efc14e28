import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

const command = ['pack', '--dry-run', '--ignore-scripts', '--json', '--loglevel=error'];
const [packed] = JSON.parse(
  execFileSync('npm', command, { cwd: packageFolder(), encoding: 'utf8' }),
) as readonly [Packed];
const paths = packed.files.map(({ path }) => path);

test('the package holds the files of files.txt, and its types', () => {
  const golden = join(import.meta.dirname, 'files.txt');
  const [types, others] = [paths.filter(isType), paths.filter((path) => !isType(path))];
  const text = `${[...new Set(others.map(withoutHash))].sort().join('\n')}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, text);
  expect(text).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : 'run with UPDATE_GOLDEN=1');
  for (const path of types)
    expect(existsSync(join(packageFolder(), path.replace('dist/types', 'src').replace('.d.ts', '.ts')))).toBe(
      true,
    );
});

test('what package.json points at is there, and the command can be run', () => {
  const { bin, exports } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    exports: Record<string, string | Record<string, string>>;
  };
  const published = Object.values(exports).flatMap((to) =>
    typeof to === 'string' ? [to] : Object.values(to),
  );
  const targets = [...Object.values(bin), ...published].map((target) => target.replace(/^\.\//, ''));
  expect(targets.length).toBeGreaterThan(8);
  expect(paths).toEqual(expect.arrayContaining(targets));
  const command = packed.files.find(({ path }) => path === bin['flexbuild']);
  expect(command?.mode).toBe(0o755);
});

test('it is smaller than a megabyte', () => {
  expect(packed.size).toBeLessThan(1_000_000);
});

function isType(path: string): boolean {
  return path.startsWith('dist/types/');
}

/** `dist/chunk-7MSBAATK.js`: what the letters say changes with every change of a source. */
function withoutHash(path: string): string {
  return path.replace(/-[0-9A-Z]{8}\.js$/, '-HASH.js');
}
