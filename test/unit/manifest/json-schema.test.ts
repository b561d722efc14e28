import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFolder, type Diagnostic } from '../../../src/core/index.ts';
import {
  examineAppYaml,
  examineCronYaml,
  examineDispatchYaml,
  jsonSchemaOf,
  type FileKind,
} from '../../../src/manifest/index.ts';

const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });
ajv.addVocabulary(['doNotSuggest', 'deprecationMessage']);
const validators = {
  app: ajv.compile(jsonSchemaOf('app')),
  dispatch: ajv.compile(jsonSchemaOf('dispatch')),
  cron: ajv.compile(jsonSchemaOf('cron')),
};

const examine = { app: examineAppYaml, dispatch: examineDispatchYaml, cron: examineCronYaml };

/** Errors that a value can have by itself. */
const singleKey: ReadonlySet<string> = new Set([
  'FB1006',
  'FB1007',
  'FB1008',
  'FB1009',
  'FB1010',
  'FB1012',
  'FB1015',
  'FB1050',
  'FB1051',
]);

/** Single values that a schema cannot judge all the same. */
const beyond: readonly RegExp[] = [
  // Rules between keys, or of numbers that are in no range.
  /^no machine has|^the flexible environment has no|^the file has no runtime|^network has|has no config_id/,
  /forwarded_ports\[\d\]: the (host|container) port/,
  /IP address|characters each|has a day/,
  // What YAML 1.1 reads in a value, and YAML 1.2 does not.
  /^gcloud reads/,
];

/** Every yaml file of examples and goldens, good and bad. */
const root = packageFolder();
const paths = globSync('{examples,test/golden}/**/{app,dispatch,cron}*.yaml', { cwd: root });
const files = paths.filter(isFile).map((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  const kind = basename(path).split(/[.-]/)[0] as FileKind;
  const readFile = (file: string) => (isFile(file) ? readFileSync(join(root, file), 'utf8') : null);
  const found = examine[kind]({ file: path, text, substitutions: null, readFile }).diagnostics;
  return {
    path,
    text,
    kind,
    diagnostics: found.filter(({ at }) => at?.file === path),
  };
});

function isFile(path: string): boolean {
  return statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;
}

const good = files.filter(({ diagnostics }) => diagnostics.every(({ severity }) => severity === 'warning'));
const bad = files.filter(({ diagnostics }) => diagnostics.some(ofOneKey));

test('there are files of each kind to hold against the schemas', () => {
  expect(good.length).toBeGreaterThan(10);
  expect(bad.length).toBeGreaterThan(30);
  expect(new Set(bad.map(({ kind }) => kind))).toEqual(new Set(['app', 'dispatch', 'cron']));
});

test.each(good)('$path is good, and its schema says so', ({ kind, text }) => {
  validators[kind](parsed(text));
  expect(validators[kind].errors).toBe(null);
});

test.each(bad)('$path is bad, and its schema says so', ({ kind, text }) => {
  expect(validators[kind](parsed(text))).toBe(false);
});

/** As editors read it: YAML 1.2, in which a key that comes twice is another tool's to report. */
function parsed(text: string): unknown {
  return parse(text, { uniqueKeys: false, logLevel: 'silent' });
}

function ofOneKey({ severity, code, message }: Diagnostic): boolean {
  return severity === 'error' && singleKey.has(code) && !beyond.some((text) => text.test(message));
}
