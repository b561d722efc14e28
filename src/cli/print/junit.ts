import type { CheckResult, ContractReport } from '../../index.ts';

/** Where and when a suite ran. */
export interface JunitRun {
  readonly hostName: string;
  readonly startedAt: Date;
}

/**
 * A contract suite as JUnit XML, of those parts alone that Ant's schema and Jenkins' have both: what readers add of their own,
 * other readers refuse. https://github.com/windyroad/JUnit-Schema,
 * https://github.com/jenkinsci/xunit-plugin/tree/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd
 */
export function formatJunit({ service, host, results }: ContractReport, run: JunitRun): string {
  const count = (kind: CheckResult['outcome']['kind']) =>
    results.filter(({ outcome }) => outcome.kind === kind).length;
  const suite = attributes({
    id: '0',
    package: service,
    name: `${service} (${host})`,
    // Ant's schema has no time zone.
    timestamp: run.startedAt.toISOString().slice(0, 19),
    hostname: run.hostName,
    tests: `${results.length}`,
    failures: `${count('failed')}`,
    errors: '0',
    skipped: `${count('skipped')}`,
    time: seconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0)),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${suite}>`,
    '    <properties/>',
    ...results.map((result) => testCase(result, service)),
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ id, title, fix, at, outcome, durationMs }: CheckResult, service: string): string {
  const named = attributes({ classname: `${service}.${id}`, name: title, time: seconds(durationMs) });
  const head = `    <testcase${named}`;
  switch (outcome.kind) {
    case 'passed':
      return `${head}/>`;
    case 'skipped':
      return `${head}><skipped${attributes({ message: outcome.why })}/></testcase>`;
    case 'failed': {
      const place = at === null ? [] : [`${at.file}:${at.start.line}:${at.start.column}`];
      const text = escaped([...place, outcome.reason, ...outcome.evidence, fix].join('\n'));
      const failure = attributes({ message: outcome.reason, type: id });
      return `${head}><failure${failure}>${text}</failure></testcase>`;
    }
    default:
      return outcome satisfies never;
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, text]) => ` ${name}="${escaped(text).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2 has no way to write control characters, nor half of a surrogate pair. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
