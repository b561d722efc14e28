import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FlexbuildError } from '../../../src/core/index.ts';
import { openDispatch } from '../../../src/project/index.ts';
import { planOf } from '../../support/plans.ts';

const root = mkdtempSync(join(tmpdir(), 'flexbuild-dispatch-'));
afterAll(() => rmSync(root, { recursive: true }));

const rules = 'dispatch:\n- url: "*/work/*"\n  service: worker\n- url: "*/api/*"\n  service: api\n';
const place = (path: string, text = '') => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const service = (configFile: string, name: string) => ({ configFile, plan: planOf({ service: name }) });

const shop = service(place('shop/app.yaml'), 'default');
const worker = service(place('worker/app.yaml'), 'worker');
const api = service(place('shop/api.yaml'), 'api');
const beside = place('shop/dispatch.yaml', rules);
const named = place('ops/dispatch.staging.yaml', rules);

test('the file beside a service is found, once for services of one folder', () => {
  const opened = openDispatch({ named: [], projects: [worker, shop, api] });
  expect(opened).toMatchObject({ file: beside, found: true, diagnostics: [] });
  expect(opened?.rules.map((rule) => rule.url)).toEqual(['*/work/*', '*/api/*']);
  expect(openDispatch({ named: [], projects: [worker] })).toBe(null);
});

test('a file that is named is taken instead', () => {
  const opened = openDispatch({ named: [named], projects: [shop, worker, api] });
  expect(opened).toMatchObject({ file: named, found: false, diagnostics: [] });
});

test('a rule for a service that does not run is warned of in a file that was found, and refused in one that was named', () => {
  const absent = { code: 'FB1110', at: { start: { line: 3, column: 12 } } };
  const opened = openDispatch({ named: [], projects: [shop, api] });
  expect(opened?.diagnostics).toMatchObject([{ ...absent, severity: 'warning' }]);
  expect(opened?.rules).toHaveLength(2);
  expect(diagnosticsOf(() => openDispatch({ named: [named], projects: [shop, api] }))).toMatchObject([
    { ...absent, severity: 'error' },
  ]);
});

test('two files are one too many, none is one too few, and what is wrong in one is said', () => {
  const other = place('other/dispatch.yaml', rules);
  const second = service(place('other/app.yaml'), 'worker');
  const two = { named: [], projects: [shop, second, api] };
  expect(diagnosticsOf(() => openDispatch(two))).toMatchObject([{ code: 'FB1111' }]);
  expect(openDispatch({ ...two, named: [other] })).toMatchObject({ file: other });
  expect(diagnosticsOf(() => openDispatch({ named: ['dispatch.no.yaml'], projects: [shop] }))).toMatchObject([
    { code: 'FB3201' },
  ]);
  const broken = place('broken/dispatch.yaml', 'dispatch:\n- url: "*"\n  service: default\n');
  expect(diagnosticsOf(() => openDispatch({ named: [broken], projects: [shop] }))).toMatchObject([
    { code: 'FB1050' },
  ]);
});

function diagnosticsOf(open: () => unknown): unknown {
  try {
    open();
  } catch (cause) {
    if (cause instanceof FlexbuildError) return cause.diagnostics;
    throw cause;
  }
  return expect.fail('nothing was thrown');
}
