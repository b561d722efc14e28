import { expect, test } from 'vitest';
import { appLine, traceOf } from '../../../src/cli/print/app-line.ts';
import { formatNotice } from '../../../src/cli/print/notice.ts';
import { requestRecord } from '../../support/request-record.ts';

const trace = '0123456789abcdef0123456789abcdef';

test.each([
  [
    { message: 'hi', 'logging.googleapis.com/trace': `projects/p/traces/${trace}` },
    { text: 'hi', severity: null, trace },
  ],
  [
    { message: 'hi', severity: 'error', 'logging.googleapis.com/trace': trace.toUpperCase() },
    { text: 'hi', severity: 'ERROR', trace },
  ],
  [
    { message: 'hi', 'logging.googleapis.com/trace': 'no trace' },
    { text: 'hi', severity: null, trace: null },
  ],
])('a structured line %j', (fields, expected) => {
  expect(appLine(JSON.stringify(fields))).toEqual(expected);
});

test.each(['plain', '{"message": ', '{"message": 5}', '{}', '[1]', ''])('the line %j is text', (text) => {
  expect(appLine(text)).toEqual({ text, severity: null, trace: null });
});

const line = (text: string) =>
  ({
    kind: 'app-output',
    service: 'web',
    instance: 'aef-web-v1-abcd',
    line: { stream: 'stdout', text },
  }) as const;

test('a line about a request and the line of the request bear the same digits', () => {
  const plain = { colour: false, verbose: false };
  const structured = line(
    JSON.stringify({ message: 'sold', severity: 'INFO', 'logging.googleapis.com/trace': trace }),
  );
  const request = {
    kind: 'request',
    record: requestRecord({ trace }),
    service: 'web',
    version: 'v1',
  } as const;
  expect(formatNotice(structured, plain)).toBe('web abcd | 01234567 INFO sold');
  expect(formatNotice(request, plain)).toBe('GET /a?b=c 200 5 B 12 ms 01234567');
  expect([traceOf(structured), traceOf(request), traceOf(line('sold'))]).toEqual([trace, trace, null]);
  expect(formatNotice(line('{"message": "as it is"}'), plain)).toBe('web abcd | {"message": "as it is"}');
});
