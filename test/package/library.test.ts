import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';
import type * as Library from '../../src/index.ts';

// What is compiled is used as a user of the library would, by the types that it is published with.
const compiled = pathToFileURL(join(packageFolder(), 'dist/index.js')).href;
const library = import(compiled) as Promise<typeof Library>;

test('an app is planned and its files are made without a disk', async () => {
  const { literalSource, loadRuntimes, makePlan, readAppYaml, renderFiles, templateLoader } = await library;
  const text = 'runtime: python\nenv: flex\n';
  const { app } = readAppYaml({ file: 'app.yaml', text, substitutions: null });
  const source = literalSource({
    'app.yaml': text,
    'main.py': 'app = None\n',
    'requirements.txt': 'flask==3.1.0\n',
  });
  const plan = makePlan({ app, source, runtimes: loadRuntimes(), image: null });
  if (plan.image.kind !== 'generated') throw new Error('the plan makes no image');
  const files = await renderFiles(plan.image.files, templateLoader());
  expect(files.map(({ path }) => path)).toEqual(['Dockerfile', '.dockerignore', 'gunicorn.conf.py']);
  expect(files[0]?.text).toContain('ARG BASE_IMAGE=python:3.13-slim-trixie');
});

test('an error has its code, its place and its fault', async () => {
  const { FlexbuildError, readAppYaml } = await library;
  const wrong = () =>
    readAppYaml({ file: 'app.yaml', text: 'runtme: python\nenv: flex\n', substitutions: null });
  expect(wrong).toThrow(FlexbuildError);
  try {
    wrong();
  } catch (error) {
    if (!(error instanceof FlexbuildError)) throw error;
    expect(error.fault).toBe('app');
    expect(error.diagnostics.map(({ at }) => at?.start.line)).toContain(1);
  }
});
