import { expect, test } from 'vitest';
import { codeExampleOf, codes, FlexbuildError, type DiagnosticCode } from '../../../src/core/index.ts';
import { readAppYaml } from '../../../src/manifest/index.ts';
import { makePlan } from '../../../src/plan/index.ts';
import { loadRuntimes } from '../../../src/runtimes/index.ts';
import { literalSource } from '../../../src/source/index.ts';

type Files = Readonly<Record<string, string>>;

const runtimes = loadRuntimes();

/** What planning finds; later stages have examples that only they can find. */
const planned: { readonly code: DiagnosticCode; readonly example: Files; readonly fix: Files | string }[] =
  [];
for (const code of Object.keys(codes) as DiagnosticCode[]) {
  const found = /^FB[12]/.test(code) ? await codeExampleOf(code) : null;
  if (found === null || typeof found.example === 'string' || !isAppsOwn(found.example)) continue;
  planned.push({ code, example: found.example, fix: found.fix });
}

test.each(planned)('the example of $code is met by $code, and its fix is not', ({ code, example, fix }) => {
  expect(codesOf(example)).toContain(code);
  if (typeof fix === 'object') expect(codesOf({ ...example, ...fix })).not.toContain(code);
});

/** Other yaml files of an app are not planned. */
function isAppsOwn(files: Files): boolean {
  return !Object.keys(files).some((path) => /^(dispatch|cron)\.yaml$|\/app\.yaml$/.test(path));
}

const usual = { 'main.py': 'app = None\n', 'app.yaml': 'runtime: python\nenv: flex\n' };

function codesOf(example: Files): readonly DiagnosticCode[] {
  const text = wholeAppYaml(example['app.yaml'] ?? usual['app.yaml']);
  const files: Files = { ...usual, ...example, 'app.yaml': text };
  try {
    const { app, diagnostics } = readAppYaml({
      file: 'app.yaml',
      text,
      substitutions: null,
      readFile: (path) => files[path] ?? null,
    });
    const plan = makePlan({ app, source: literalSource(files), runtimes, image: null });
    return [...diagnostics, ...plan.diagnostics].map(({ code }) => code);
  } catch (error) {
    if (!(error instanceof FlexbuildError)) throw error;
    return error.diagnostics.map(({ code }) => code);
  }
}

/** The keys that every app.yaml has are left out of an excerpt. */
function wholeAppYaml(text: string): string {
  const isExcerpt = !/^(- )?runtime:/m.test(text);
  return isExcerpt ? `${usual['app.yaml']}${text}` : text;
}
