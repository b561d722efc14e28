import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readAppYaml } from '../../src/manifest/index.ts';
import { formatMap } from '../../src/cli/print/explanation.ts';
import { makePlan, type BuildPlan } from '../../src/plan/index.ts';
import { explainProject } from '../../src/project/index.ts';
import { renderFiles, templateLoader, type FileSet } from '../../src/render/index.ts';
import { loadRuntimes } from '../../src/runtimes/index.ts';
import { folderSource } from '../../src/source/index.ts';

/**
 * Each folder of `cases/` is an app, its plan, what `flexbuild explain` says of it, and the files made of the plan: `out/` has
 * what a build adds, `out/extras/` what gen-config writes besides. `UPDATE_GOLDEN=1` writes them anew.
 */
const folder = join(import.meta.dirname, 'cases');
const runtimes = loadRuntimes();

test.each(readdirSync(folder))('%s', async (name) => {
  const plan = planOf(join(folder, name, 'app'));
  const actual = new Map([['plan.json', `${JSON.stringify(plan, null, 2)}\n`]]);
  actual.set('explain.txt', formatMap(await explainProject(requestOf(join(folder, name, 'app')))));
  for (const [path, text] of await outputOf(plan)) actual.set(join('out', path), text);
  if (process.env['UPDATE_GOLDEN']) writeGolden(join(folder, name), actual);
  expect(Object.fromEntries(actual)).toEqual(readGolden(join(folder, name)));
});

function requestOf(target: string): Parameters<typeof explainProject>[0] {
  return { target, context: null, dockerfile: null, image: null, substitutions: null };
}

function planOf(app: string): BuildPlan {
  const text = readFileSync(join(app, 'app.yaml'), 'utf8');
  const located = readAppYaml({ file: 'app.yaml', text, substitutions: null }).app;
  return makePlan({ app: located, source: folderSource(app, '.'), runtimes, image: null });
}

async function outputOf({ image }: BuildPlan): Promise<readonly (readonly [string, string])[]> {
  if (image.kind !== 'generated') return [];
  const named = (files: FileSet, inside: string) => files.map(({ path, text }) => [join(inside, path), text] as const);
  const loadTemplate = templateLoader();
  return [
    ...named(await renderFiles(image.files, loadTemplate), ''),
    ...named(await renderFiles(image.extras, loadTemplate), 'extras'),
  ];
}

function writeGolden(caseFolder: string, files: ReadonlyMap<string, string>): void {
  rmSync(join(caseFolder, 'out'), { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(caseFolder, path)), { recursive: true });
    writeFileSync(join(caseFolder, path), text);
  }
}

function readGolden(caseFolder: string): Record<string, string> {
  const out = join(caseFolder, 'out');
  const paths = existsSync(out)
    ? readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];
  const all = [join(caseFolder, 'plan.json'), join(caseFolder, 'explain.txt'), ...paths];
  return Object.fromEntries(all.map((path) => [path.slice(caseFolder.length + 1), readFileSync(path, 'utf8')]));
}
