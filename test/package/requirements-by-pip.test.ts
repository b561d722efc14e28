import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadRuntimes } from '../../src/runtimes/index.ts';
import { markerHolds, parseMarker } from '../../src/runtimes/requirements/marker.ts';
import { readRequirementFiles } from '../../src/runtimes/requirements/read.ts';
import type { RequirementLine } from '../../src/runtimes/requirements/types.ts';
import { literalSource } from '../../src/source/index.ts';
import {
  besideLines,
  lineVariables,
  markerTexts,
  requirementLines,
} from '../unit/runtimes/requirement-lines.ts';

/** pip in the release that images get, asked once about everything: what it reads has to be what we read. */

const environments = [
  { python: '3.7', patch: 16, machine: 'x86_64' },
  { python: '3.11', patch: 0, machine: 'aarch64' },
  { python: '3.11', patch: 7, machine: 'x86_64' },
  { python: '3.14', patch: 2, machine: 'x86_64' },
].map(({ python, patch, machine }) => ({
  python_version: python,
  python_full_version: `${python}.${patch}`,
  implementation_version: `${python}.${patch}`,
  implementation_name: 'cpython',
  platform_python_implementation: 'CPython',
  sys_platform: 'linux',
  platform_system: 'Linux',
  os_name: 'posix',
  platform_machine: machine,
  extra: '',
}));

const sampled = <T>(arbitrary: fc.Arbitrary<T>) => fc.sample(arbitrary, { numRuns: 500, seed: 20 });
const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);
const joined = (...parts: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((texts) => texts.join(''));

const versions = [
  '1',
  '1.0',
  '2.3.4',
  '1.*',
  '1.0rc1',
  '1.0.post1',
  '1.0.dev2',
  '1!1.0',
  'v1.0',
  '1.0+local',
  '1.0-1',
  'x',
];
const operators = ['==', '>=', '<=', '<', '>', '~=', '!=', '==='];
const specifier = joined(oneOf(...operators), oneOf('', ' '), oneOf(...versions));
const madeLines = sampled(
  joined(
    oneOf('flask', 'zope.interface', 'A_b', 'x1', '-', 'a-'),
    oneOf('', '[a]', '[a,B_c]', ' [ a ]', '[a'),
    oneOf('', ' ', '('),
    fc.array(specifier, { maxLength: 3 }).map((all) => all.join(',')),
    oneOf('', ' ', ')', ','),
    oneOf('', '; python_version > "3"', ' ;os_name=="nt" or (extra == "x")', '; x', ' ;  '),
    oneOf('', ' --hash=sha256:1', ' # c', '\\\n --hash=sha512:2', '\njinja2', '\n-r more.txt'),
  ),
);
const soup = sampled(
  fc
    .array(
      oneOf(
        ...[
          'flask',
          '==',
          '3.0',
          '.',
          '*',
          '[async]',
          '[',
          ',',
          '(',
          ' ',
          '\t',
          '\\\n',
          '\\',
          '\n',
          '#',
          ' # c',
          '\r\n',
        ],
        ...[
          '-r more.txt',
          '-c limits.txt',
          '-e ',
          './lib',
          '--hash=sha256:00',
          '--pre',
          '-i ',
          '--',
          '=',
          '-',
          '$',
        ],
        ...[
          'https://example.com/a.zip',
          'git+https://example.com/x.git',
          '#egg=x',
          ' @ ',
          'shop.tar.gz',
          '${NAME}',
        ],
        ...[';', 'python_version', ' >= ', '"3.8"', "'", '"', 'and', ' or ', 'not in', '${MISSING}'],
      ),
      { minLength: 1, maxLength: 7 },
    )
    .map((texts) => texts.join('')),
);

const compared = joined(
  oneOf(
    'python_version',
    'python_full_version',
    'implementation_version',
    'sys_platform',
    'platform_machine',
    'extra',
  ),
  oneOf(' == ', '>=', ' <', '>', ' != ', ' in ', ' not in ', '<='),
  oneOf('"3.11"', "'3.11.7'", '"3.*"', '"3.9 3.11"', '"linux"', '"x86_64"', '"3.14.0rc1"', '""'),
);
const madeMarkers = sampled(
  joined(
    oneOf('', '('),
    compared,
    oneOf(' and ', ' or ', ') and (', ' or ('),
    compared,
    oneOf(' and ', ' or '),
    compared,
    oneOf('', ')'),
  ),
);

const lines = [...requirementLines, ...madeLines, ...soup];
const markers = [...markerTexts, ...madeMarkers];

interface PipSays {
  readonly files: readonly (readonly PipLine[] | { readonly refused: string })[];
  readonly markers: readonly (readonly (boolean | 'refused')[])[];
}
type PipLine = Readonly<Record<string, unknown>>;

let folder = '';
let pip: PipSays = { files: [], markers: [] };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-pip-'));
  const release = String(loadRuntimes().find(({ id }) => id === 'python')?.versions[0]?.data['pip']);
  const python = join(folder, 'bin/python');
  execFileSync('python3', ['-m', 'venv', folder]);
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `pip==${release}`]);
  const apps = lines.map((text) => ({ ...besideLines, 'requirements.txt': text }));
  const asked = JSON.stringify({ variables: lineVariables, apps, markers, environments });
  const script = join(import.meta.dirname, '../support/pip-requirements.py');
  const said = execFileSync(python, [script], {
    input: asked,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
  pip = JSON.parse(said) as PipSays;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('pip reads every line as we do, and refuses what we refuse', () => {
  const ours = lines.map((text) => ({ text, read: asWeRead(text) }));
  const pips = lines.map((text, index) => ({ text, read: asPipReads(pip.files[index]) }));
  expect(ours).toEqual(pips);
  const refused = ours.filter(({ read }) => read === 'refused').length;
  expect(refused / ours.length).toSatisfy((share: number) => share > 0.2 && share < 0.8);
});

test("packaging's word on every marker is ours", () => {
  const ours = markers.map((text) => {
    const marker = parseMarker(text);
    const results = environments.map((environment: Readonly<Record<string, string>>) =>
      marker === null ? 'refused' : markerHolds(marker, (variable) => [environment[variable] ?? '']),
    );
    return { text, results };
  });
  expect(ours).toEqual(markers.map((text, index) => ({ text, results: pip.markers[index] })));
});

/** Only an archive that is not there is refused by us and not by pip's reader: pip looks for it when it installs. */
function asWeRead(text: string): readonly PipLine[] | 'refused' {
  const source = literalSource({ ...besideLines, 'requirements.txt': text });
  const read = readRequirementFiles({ source, path: 'requirements.txt', variables: lineVariables });
  if (!read || read.diagnostics.some(({ code }) => code !== 'FB2042')) return 'refused';
  const isInclude = ({ requirement, options }: RequirementLine) =>
    requirement === null && options.some(({ name }) => name === 'requirement' || name === 'constraint');
  return read.lines.filter((line) => !isInclude(line)).map(told);
}

function told({ at, constraint, options, requirement }: RequirementLine): PipLine {
  return {
    file: at.file,
    constraint,
    hashes: options.filter(({ name }) => name === 'hash').length,
    requirement: requirement && {
      text: requirement.text,
      editable: requirement.editable,
      name: requirement.name,
      extras: [...requirement.extras].sort(),
      specifier: withoutBlanks(requirement.specifier.split(',')),
      fromIndex: requirement.origin.kind === 'index',
      marker: requirement.marker !== null,
    },
  };
}

function withoutBlanks(specifiers: readonly string[]): readonly string[] {
  const plain = specifiers.map((text) => text.replace(/\s/g, '')).filter((text) => text !== '');
  return [...new Set(plain)].sort();
}

/** pip goes through a file as often as it is included. */
function asPipReads(said: PipSays['files'][number] | undefined): readonly PipLine[] | 'refused' {
  if (said === undefined || 'refused' in said) return 'refused';
  const seen = new Set<string>();
  return said.filter((line) => {
    const key = JSON.stringify(line);
    return !seen.has(key) && seen.add(key);
  });
}
