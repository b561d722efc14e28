import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const packed = () => {
  const command = ['pack', '--dry-run', '--ignore-scripts', '--json', '--loglevel=error'];
  const [first] = JSON.parse(
    execFileSync('npm', command, { cwd: packageFolder(), encoding: 'utf8' }),
  ) as Packed[];
  return first ?? expect.fail('npm packed nothing');
};

test('the package holds what package.json points at, the data, and nothing else', () => {
  const { files, size } = packed();
  const paths = files.map(({ path }) => path);
  const { bin, exports } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    exports: Record<string, string | Record<string, string>>;
  };
  const published = Object.values(exports).flatMap((to) =>
    typeof to === 'string' ? [to] : Object.values(to),
  );
  const targets = [...Object.values(bin), ...published].map((target) => target.replace(/^\.\//, ''));
  expect(targets.length).toBeGreaterThan(6);
  expect(paths).toEqual(expect.arrayContaining([...targets, 'runtimes/python/Dockerfile.hbs', 'LICENSE']));
  const foreign =
    /^(?!(dist|runtimes|templates)\/|(README\.md|LICENSE|package\.json)$)|\.(test|bench)\.|\.tsx?(?<!\.d\.ts)$/;
  expect(paths.filter((path) => foreign.test(path))).toEqual([]);
  expect(size).toBeLessThan(1_000_000);
});
