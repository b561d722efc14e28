import { expect, test } from 'vitest';
import { canonicalJson, FlexbuildError, type Diagnostic } from '../../../src/core/index.ts';
import type { ImageOverride } from '../../../src/plan/index.ts';
import { planOf } from '../../support/app.ts';

const python = 'runtime: python\nenv: flex\nentrypoint: python main.py\n';
const custom = 'runtime: custom\nenv: flex\n';

function errorsOf(
  files: Readonly<Record<string, string>>,
  image: ImageOverride | null = null,
): readonly Diagnostic[] {
  try {
    planOf(files, image);
  } catch (error) {
    if (error instanceof FlexbuildError) return error.diagnostics;
    throw error;
  }
  return [];
}

test('the same input gives the same bytes, and JSON loses nothing of it', () => {
  const files = { 'app.yaml': python, 'requirements.txt': 'flask' };
  const plan = planOf(files);
  expect(JSON.stringify(planOf(files))).toBe(JSON.stringify(plan));
  expect(JSON.parse(canonicalJson(plan))).toEqual(plan);
});

test.each([
  ['runtime: python\n', 1],
  ['runtime: python\nenv: standard\n', 2],
])('%j is refused at line %i', (text, line) => {
  expect(errorsOf({ 'app.yaml': text })).toMatchObject([
    { code: 'FB2002', at: { file: 'app.yaml', start: { line } } },
  ]);
});

test('an unknown runtime is refused, with the one that was meant', () => {
  const [problem] = errorsOf({ 'app.yaml': 'runtime: pyton\nenv: flex\n' });
  expect(problem).toMatchObject({ code: 'FB2003', at: { start: { line: 1, column: 10 } } });
  expect(problem?.hint).toContain('Use python');
});

test.each(['Dockerfile', 'cloudbuild.yaml'])(
  'a %s beside runtime: python is refused at the runtime, with both ways out',
  (file) => {
    const [problem] = errorsOf({ 'app.yaml': python, [file]: '' });
    expect(problem).toMatchObject({ code: 'FB2004', at: { start: { line: 1, column: 10 } } });
    expect(problem?.hint).toMatch(/custom.*remove/);
  },
);

test('all problems come at once', () => {
  const text = `${python}runtime_config:\n  operating_system: ubuntu22\n  runtime_version: "1"\n`;
  const files = { 'app.yaml': text, Dockerfile: '', 'requirements.txt': '-r missing.txt' };
  expect(errorsOf(files).map(({ code }) => code)).toEqual(['FB2004', 'FB2010', 'FB2033']);
});

test.each([
  [{}, 'FB2005'],
  [{ 'cloudbuild.yaml': '' }, 'FB2060'],
  [{ 'cloudbuild.yaml': '', Dockerfile: '' }, 'FB2006'],
])('runtime: custom with %j: %s', (files, code) => {
  expect(errorsOf({ 'app.yaml': custom, ...files })).toMatchObject([{ code, at: { start: { line: 1 } } }]);
});

test.each([
  ['ARG BASE_IMAGE=python:3.11-slim-bookworm', ['registry', 'debian']],
  ['  arg BASE_IMAGE="python:3.10-slim-bookworm"', ['registry']],
  ['ARG BASE_IMAGE=example.com/mine:1', []],
  ['# ARG BASE_IMAGE=python:3.11-slim-bookworm', []],
  ['FROM python:3.11-slim-bookworm', []],
])('the bases of a Dockerfile with %j: %j', (line, kinds) => {
  const { image } = planOf({ 'app.yaml': custom, Dockerfile: `${line}\nFROM $BASE_IMAGE\n` });
  expect(image).toMatchObject({ kind: 'dockerfile', path: 'Dockerfile' });
  expect(image.kind === 'dockerfile' && image.bases.map(({ kind }) => kind)).toEqual(kinds);
});

test('an entrypoint that the Dockerfile does not run is mentioned', () => {
  const codes = (dockerfile: string) =>
    planOf({ 'app.yaml': `${custom}entrypoint: ./serve "a"\n`, Dockerfile: dockerfile }).diagnostics.map(
      ({ code }) => code,
    );
  expect(codes('FROM scratch\nCMD ["./other"]')).toEqual(['FB2025']);
  expect(codes('FROM scratch\nCMD exec ./serve "a"')).toEqual([]);
  expect(codes('FROM scratch\nCMD ["sh", "-c", "exec ./serve \\"a\\""]')).toEqual([]);
});

test('--dockerfile takes the place of what the runtime would make', () => {
  const files = {
    'app.yaml': python,
    'deploy/Dockerfile': 'ARG BASE_IMAGE=python:3.11-slim-bookworm\nFROM $BASE_IMAGE\n',
  };
  const plan = planOf(files, { kind: 'dockerfile', path: 'deploy/Dockerfile', bases: [] });
  expect(plan.image).toMatchObject({
    kind: 'dockerfile',
    path: 'deploy/Dockerfile',
    bases: [{ kind: 'registry' }, { kind: 'debian' }],
  });
  expect(plan.run).toMatchObject({ command: { form: 'image' }, commandFrom: 'image' });
  expect(errorsOf(files, { kind: 'dockerfile', path: 'Nofile', bases: [] })).toMatchObject([
    { code: 'FB2007' },
  ]);
});

test('--image builds nothing', () => {
  const plan = planOf({ 'app.yaml': python }, { kind: 'prebuilt', reference: 'mine:1' });
  expect(plan.image).toEqual({ kind: 'prebuilt', reference: 'mine:1' });
});

test('later stages find the places of keys', () => {
  const { spans } = planOf({
    'app.yaml': `${python}env_variables:\n  A: b\nresources:\n  cpu: 2\n  memory_gb: 4\n`,
  });
  expect(spans['env_variables.A']).toMatchObject({ start: { line: 5 } });
  expect(spans['resources.cpu']).toMatchObject({ start: { line: 7, column: 8 } });
  expect(spans['service']).toBeUndefined();
});
