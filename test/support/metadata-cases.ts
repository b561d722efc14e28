import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { packageFolder } from '../../src/core/index.ts';
import { googleFlavor } from './metadata.ts';

/** One request and its whole answer; `test/golden/metadata/conformance/README.md` says what the keys mean. */
export interface MetadataCase {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expected: Expected;
}

interface Expected {
  readonly is: string;
  readonly body?: string;
  readonly says?: string;
  readonly sent?: Readonly<Record<string, string>>;
  readonly etag?: 'none';
}

/** What a client of any kind has received; names of headers in lower case. */
export interface MetadataAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Project-wide metadata that the cases count on. */
export const conformanceMetadata: Readonly<Record<string, string>> = Object.fromEntries([
  ['color', 'blue'],
  ['empty', ''],
  ['enable-oslogin', 'TRUE'],
  ['lines', '#!/bin/sh\necho two\n'],
  ['signs', 'grün & "🌱" <b>'],
  ['__proto__', 'own'],
]);

const folder = join(packageFolder(), 'test/golden/metadata/conformance');

/** Every case, by the name of its file. */
export function metadataCases(): readonly (readonly [topic: string, cases: readonly MetadataCase[]])[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.sort().map((file) => [file.replace('.yaml', ''), casesIn(join(folder, file))]);
}

function casesIn(file: string): readonly MetadataCase[] {
  return (parse(readFileSync(file, 'utf8')) as Record<string, unknown>[]).map(caseOf);
}

function caseOf({ with: headers = googleFlavor, ...rest }: Record<string, unknown>): MetadataCase {
  const [request, ...expected] = Object.entries(rest);
  const [method = '', path] = request ?? [];
  const target = /^(\/|https?:)/.test(String(path)) ? String(path) : `/computeMetadata/v1/${String(path)}`;
  return {
    name: `${method} ${target} with ${JSON.stringify(headers)}`,
    method,
    target,
    headers: { Host: 'metadata.google.internal', ...(headers as Record<string, string>) },
    expected: Object.fromEntries(expected) as unknown as Expected,
  };
}

const types: Readonly<Record<string, string>> = {
  text: 'application/text',
  json: 'application/json',
  html: 'text/html',
  page: 'text/html; charset=UTF-8',
};

/** Throws where `answer` is another one. */
export function expectAnswer(answer: MetadataAnswer, { method, expected }: MetadataCase): void {
  const { is, body, says, sent = {}, etag } = expected;
  const [status, type = ''] = is.split(' ');
  const { 'content-type': contentType, etag: tag, ...headers } = answer.headers;
  expect(`${answer.status} ${String(contentType)}`).toBe(`${status} ${types[type]}`);
  expect(headers).toMatchObject({
    'metadata-flavor': 'Google',
    server: 'Metadata Server for VM',
    'x-xss-protection': '0',
    'x-frame-options': 'SAMEORIGIN',
    date: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/) as string,
    ...(method === 'HEAD' ? {} : { 'content-length': String(Buffer.byteLength(answer.body)) }),
    ...sent,
  });
  if (status === '200' && etag !== 'none') expect(tag).toMatch(/^[0-9a-f]{16}$/);
  else expect(tag).toBeUndefined();
  if (method === 'HEAD') expect(answer.body).toBe('');
  if (body !== undefined) expect(answer.body).toBe(body);
  if (says !== undefined) expect(answer.body).toContain(says);
}
