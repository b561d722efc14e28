import handlebars from 'handlebars';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageFolder } from '../../../src/core/index.ts';
import { renderFiles, templateLoader, traceFiles } from '../../../src/render/index.ts';
import type { PlannedFile } from '../../../src/plan/index.ts';
import { planOf } from '../../support/app.ts';

/** Files of a plan that together use every template. */
function plannedFiles(): readonly PlannedFile[] {
  const app = 'runtime: python\nenv: flex\nentrypoint: gunicorn main:app\n';
  const { image } = planOf({ 'app.yaml': app, 'requirements.txt': 'flask' });
  return image.kind === 'generated' ? [...image.files, ...image.extras] : [];
}

test('every template is used', () => {
  const folders = [
    'templates',
    ...readdirSync(join(packageFolder(), 'runtimes')).map((id) => `runtimes/${id}`),
  ];
  const templates = folders.flatMap((folder) =>
    readdirSync(join(packageFolder(), folder))
      .filter((name) => name.endsWith('.hbs'))
      .map((name) => `${folder}/${name}`),
  );
  expect([...new Set(plannedFiles().map(({ template }) => template))].sort()).toEqual(templates.sort());
});

describe.each(plannedFiles().map((file) => [file.template, file] as const))('%s', (template, file) => {
  const text = templateLoader()(template);

  test('uses the names of its view, all of them and no others', () => {
    expect([...namesIn(text)].sort()).toEqual(Object.keys(file.view).sort());
  });

  test('is filled by a view of which each name has its decision', () => {
    expect(Object.keys({ ...file.decidedBy, ...file.setBy }).sort()).toEqual(Object.keys(file.view).sort());
  });

  test('ends with one newline and has no two empty lines in a row', async () => {
    const [rendered] = await renderFiles([file], templateLoader());
    expect(rendered?.text).toMatch(/[^\n]\n$/);
    expect(rendered?.text).not.toMatch(/\n\n\n|[ \t]\n|\t/);
  });
});

test('a name that the view lacks is an error, and nothing is escaped', async () => {
  const load = () => '{{a}} {{#if b}}{{c}}{{/if}}\n';
  const file = { path: 'x', template: 't', decidedBy: {}, setBy: {} };
  const [rendered] = await renderFiles([{ ...file, view: { a: '<&">', b: true, c: "'" } }], load);
  expect(rendered).toEqual({ path: 'x', text: `<&"> '\n` });
  await expect(renderFiles([{ ...file, view: { a: 'a', b: true } }], load)).rejects.toThrow();
});

/** Names that a template takes from its view. */
function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const collector = new handlebars.Visitor();
  const helpers = new Set(['if', 'each', 'unless']);
  collector.PathExpression = (path) => {
    const [name] = path.parts;
    if (typeof name === 'string' && !helpers.has(name)) names.add(name);
  };
  collector.accept(handlebars.parse(text));
  return names;
}

test('the Dockerfile has nothing that the classic builder refuses', () => {
  const folder = join(packageFolder(), 'test/golden/cases');
  const dockerfiles = readdirSync(folder).flatMap((name) => {
    try {
      return [readFileSync(join(folder, name, 'out/Dockerfile'), 'utf8')];
    } catch {
      return [];
    }
  });
  expect(dockerfiles.length).toBeGreaterThan(5);
  for (const text of dockerfiles) expect(text).not.toMatch(/--mount|<<|--link|^#\s*syntax/m);
});

describe('what led to a line', () => {
  const trace = async (template: string, view: Record<string, unknown>) =>
    await traceFiles([{ path: 'x', template: 't', view, decidedBy: {}, setBy: {} }], () => template);

  test('a value, a condition, its other branch and a list, one within the other', async () => {
    const template =
      'a {{one}}\n{{#if yes}}\nb\n{{#each list}}\nc {{this}}\n{{/each}}\n{{else}}\nd\n{{/if}}\ne {{none}}\n';
    const view = { one: 1, list: ['x', 'y'], none: '' };
    const [given] = await trace(template, { ...view, yes: true });
    expect(given?.lines).toEqual([
      { text: 'a 1', names: ['one'] },
      { text: 'b', names: ['yes'] },
      { text: 'c x', names: ['yes', 'list'] },
      { text: 'c y', names: ['yes', 'list'] },
      { text: 'e ', names: [] },
    ]);
    const [other] = await trace(template, { ...view, yes: false });
    expect(other?.lines[1]).toEqual({ text: 'd', names: ['yes'] });
  });

  test('the text is that of the file itself', async () => {
    const traced = await traceFiles(plannedFiles(), templateLoader());
    expect(traced.map(({ path, text }) => ({ path, text }))).toEqual(
      await renderFiles(plannedFiles(), templateLoader()),
    );
  });
});
