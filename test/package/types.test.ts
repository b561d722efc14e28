import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';
import { installPackage, type InstalledPackage } from '../support/installed-package.ts';

const run = promisify(execFile);
const { exports } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string }>;
};
const entries = Object.entries(exports).flatMap(([name, to]) =>
  typeof to === 'string' ? [] : [{ name: name.replace('.', 'flexbuild'), types: to.types }],
);

let user: InstalledPackage;
beforeAll(async () => {
  user = await installPackage(['@types/node@24']);
});
afterAll(() => user[Symbol.asyncDispose]());

/** Here types are to be types: where a declaration is not found, everything of it is `any`. */
const use = `
import { readAppYaml, type AppConfig } from 'flexbuild';
const config: AppConfig = readAppYaml({ file: 'app.yaml', text: 'runtime: python', substitutions: null }).app.config;
// @ts-expect-error A service is no number.
const service: number = config.service;
console.log(service);
`;

test.each([
  { module: 'nodenext', resolution: 'nodenext' },
  { module: 'esnext', resolution: 'bundler' },
])(
  'with resolution $resolution, a strict program that checks every declaration compiles',
  async ({ module, resolution }) => {
    // The entry for testcontainers is for those who have that installed.
    const names = entries.map(({ name }) => name).filter((name) => !name.endsWith('/testcontainers'));
    const imports = names.map(
      (name, at) => `import * as entry${at} from '${name}'; console.log(entry${at});`,
    );
    await writeFile(join(user.folder, 'app.ts'), `${imports.join('\n')}\n${use}`);
    const command = [
      join(packageFolder(), 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--skipLibCheck', 'false', '--types', 'node', '--target', 'es2024'],
      ...[
        '--lib',
        'es2024,esnext.disposable',
        '--module',
        module,
        '--moduleResolution',
        resolution,
        'app.ts',
      ],
    ];
    const { stdout } = await run(process.execPath, command, { cwd: user.folder }).catch(
      (failed: unknown) => failed as { stdout: string },
    );
    expect(stdout).toBe('');
  },
);

test('every type that files share and an entry speaks of can be imported from an entry', () => {
  const files = entries.map(({ types }) => join(packageFolder(), types));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const meant = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = new Set(
    files.flatMap((file) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(file) ?? expect.fail(`no ${file}`));
      return checker.getExportsOfModule(module ?? expect.fail(`${file} exports nothing`)).map(meant);
    }),
  );
  const missing = new Set<string>();
  for (const symbol of exported)
    for (const name of symbol.declarations?.flatMap(namesIn) ?? []) {
      const type = meant(checker.getSymbolAtLocation(name) ?? expect.fail(`${name.getText()} is nothing`));
      if (isShared(type) && !exported.has(type)) missing.add(`${type.name}, of ${symbol.name}`);
    }
  expect(exported.size).toBeGreaterThan(200);
  expect([...missing]).toEqual([]);
});

/** The names of types in a declaration. */
function namesIn(node: ts.Node): readonly ts.Node[] {
  const names: ts.Node[] = [];
  if (ts.isTypeReferenceNode(node)) names.push(node.typeName);
  if (ts.isExpressionWithTypeArguments(node)) names.push(node.expression);
  ts.forEachChild(node, (child) => void names.push(...namesIn(child)));
  return names;
}

/** Whether it is a type of this package, exported by its file. */
function isShared({ declarations }: ts.Symbol): boolean {
  const [declaration] = declarations ?? [];
  if (!declaration?.getSourceFile().fileName.startsWith(join(packageFolder(), 'dist/types/'))) return false;
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
}
