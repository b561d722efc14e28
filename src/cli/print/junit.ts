import type { CheckResult, ContractReport } from '../../index.ts';

/** A contract suite as JUnit XML, as CI systems read it: https://github.com/testmoapp/junitxml */
export function formatJunit({ service, host, results }: ContractReport): string {
  const count = (kind: CheckResult['outcome']['kind']) =>
    results.filter(({ outcome }) => outcome.kind === kind).length;
  const time = seconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const totals = `tests="${results.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}" time="${time}"`;
  const name = attribute(`${service} (${host})`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="flexbuild test" ${totals}>`,
    `  <testsuite name=${name} ${totals}>`,
    ...results.map((result) => testCase(result, service)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ id, title, fix, at, outcome, durationMs }: CheckResult, service: string): string {
  const place = at === null ? '' : ` file=${attribute(at.file)} line="${at.start.line}"`;
  const head = `    <testcase classname=${attribute(`${service}.${id}`)} name=${attribute(title)} time="${seconds(durationMs)}"${place}`;
  switch (outcome.kind) {
    case 'passed':
      return `${head}/>`;
    case 'skipped':
      return `${head}><skipped message=${attribute(outcome.why)}/></testcase>`;
    case 'failed': {
      const text = escaped([outcome.reason, ...outcome.evidence, fix].join('\n'));
      return `${head}><failure message=${attribute(outcome.reason)} type=${attribute(id)}>${text}</failure></testcase>`;
    }
    default:
      return outcome satisfies never;
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attribute(text: string): string {
  return `"${escaped(text).replaceAll('\n', '&#10;')}"`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2 has no way to write control characters, nor half of a surrogate pair. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
