import { describe, expect, test } from 'vitest';
import { formatContract } from '../../../src/cli/print/contract.ts';
import { formatJunit } from '../../../src/cli/print/junit.ts';
import { contractDiagnostics, type CheckResult, type ContractReport } from '../../../src/index.ts';

const kind = { title: 'answers', why: 'Because.', fix: 'Mend <it>.', at: null, durationMs: 1250 };
const at: CheckResult['at'] = {
  file: 'a&b/flexbuild.test.yaml',
  start: { line: 3, column: 5, offset: 20 },
  end: { line: 3, column: 9, offset: 24 },
  lineText: '  - get: /',
};
const report: ContractReport = {
  service: 'shop',
  host: 'process',
  started: true,
  results: [
    { ...kind, id: 'starts', outcome: { kind: 'passed' } },
    { ...kind, id: 'user', outcome: { kind: 'skipped', why: 'not "here"' } },
    {
      ...kind,
      id: 'requests',
      at,
      outcome: {
        kind: 'failed',
        reason: 'it answered 500',
        evidence: ['<h1>\u001b[31mOops & "co"\u0000</h1>'],
      },
    },
  ],
};

test('text: a line each, the failure with place, reason and hint, and a sum', () => {
  const text = formatContract(report, { colour: false });
  expect(text).toContain('a&b/flexbuild.test.yaml:3:5');
  expect(text).toContain('it answered 500');
  expect(text).toContain('Mend <it>.');
  expect(text.split('\n').at(-1)).toContain('1 passed, 1 failed, 1 skipped');
  expect(text).not.toMatch(/[\u0000\u001b]/);
});

test('diagnostics: one for each failure, at its place', () => {
  expect(contractDiagnostics(report)).toMatchObject([{ code: 'FB5460', at, hint: 'Mend <it>.' }]);
});

describe('JUnit XML', () => {
  const xml = formatJunit(report, { hostName: 'desk', startedAt: new Date('2026-03-04T05:06:07.089Z') });

  test('has the elements and attributes that both common schemas allow, and all that either asks for', () => {
    expect(outlineOf(xml)).toEqual([
      'testsuites',
      'testsuite errors failures hostname id name package skipped tests time timestamp',
      'properties',
      'testcase classname name time',
      'testcase classname name time',
      'skipped message',
      'testcase classname name time',
      'failure message type',
      'system-out',
      'system-err',
    ]);
    expect(xml).not.toMatch(/[\u0000\u001b]/);
  });

  test('counts what it lists, and says the time in seconds', () => {
    expect(xml).toContain('timestamp="2026-03-04T05:06:07" hostname="desk"');
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1" time="3.750"');
    expect(xml).toContain('<skipped message="not &quot;here&quot;"/>');
    expect(xml).toContain('>a&amp;b/flexbuild.test.yaml:3:5\n');
    expect(xml).toContain('Oops &amp; &quot;co&quot;');
  });
});

/** All elements in their order, each with its attributes by name. Throws where the text is no well-formed XML of elements, attributes and text. */
function outlineOf(xml: string): readonly string[] {
  const outline: string[] = [];
  const open: string[] = [];
  const token = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  while (token.lastIndex < body.length) {
    const found = token.exec(body);
    if (found === null) throw new Error(`no XML: ${body}`);
    const [, closing, name = '', attributes = '', empty, text = ''] = found;
    if (/&(?!(?:amp|lt|gt|quot|#10);)/.test(attributes + text)) throw new Error(`a bare &: ${text}`);
    if (name === '') continue;
    if (closing) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const names = [...attributes.matchAll(/ ([a-z]+)="/g)].map(([, attribute = '']) => attribute);
    outline.push([name, ...names.toSorted()].join(' '));
    if (!empty) open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return outline;
}
