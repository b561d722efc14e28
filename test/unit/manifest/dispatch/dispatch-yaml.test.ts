import { expect, test } from 'vitest';
import { parseUrlPattern, urlShape } from '../../../../src/manifest/dispatch/url-pattern.ts';
import { dispatchRuleFor, examineDispatchYaml } from '../../../../src/manifest/index.ts';

const shape = new RegExp(`^(?:${urlShape.expression})$`);

/** The readings are those of gcloud's dispatchinfo.ParsedURL. */
test.each([
  ['*/mobile/*', { kind: 'suffix', text: '' }, { kind: 'prefix', text: '/mobile/' }],
  ['*/*', { kind: 'suffix', text: '' }, { kind: 'prefix', text: '/' }],
  ['example.com/', { kind: 'exact', text: 'example.com' }, { kind: 'exact', text: '/' }],
  ['*.example.com/a*', { kind: 'suffix', text: '.example.com' }, { kind: 'prefix', text: '/a' }],
  ['*-a.b-c.d/x', { kind: 'suffix', text: '-a.b-c.d' }, { kind: 'exact', text: '/x' }],
  ['localhost/', { kind: 'exact', text: 'localhost' }, { kind: 'exact', text: '/' }],
  ['256.1.1.1/', { kind: 'exact', text: '256.1.1.1' }, { kind: 'exact', text: '/' }],
])('%s', (url, host, path) => {
  expect(parseUrlPattern(url)).toEqual({ host, path, problem: null });
  expect(url).toMatch(shape);
});

test.each([
  ['https://example.com/', 'https://'],
  ['foo', 'foo'],
  ['/foo', '/'],
  ['', ''],
  ['Example.com/', 'E'],
  ['example.com:8080/x', ':8080'],
  ['a*.example.com/', '*'],
  ['**/x', '*'],
  ['-a.com/', '-a.com'],
  ['a..com/', 'a..com'],
  ['*./x', '*.'],
  ['1.2.3.4/x', '1.2.3.4'],
  [`*/${'x'.repeat(100)}`, `*/${'x'.repeat(100)}`],
])('%s is refused', (url, marked) => {
  const { problem } = parseUrlPattern(url);
  expect(url.slice(problem?.start, problem?.end)).toBe(marked);
  // Addresses and lengths are beyond an expression.
  expect(shape.test(url)).toBe(/^1\.|xxx/.test(url));
});

test('of the rules that match, the first decides', () => {
  const { config, diagnostics } = examine(`dispatch:
- url: "api.example.com/*"
  service: api
- url: "*/mobile/*"
  module: mobile
- url: "*.example.com/"
  service: home
`);
  expect(diagnostics.map(({ code, at }) => [code, at?.start.line])).toEqual([['FB1103', 5]]);
  const rules = config?.rules.map(({ rule }) => rule) ?? [];
  const serviceFor = (host: string, path: string) => dispatchRuleFor(rules, { host, path })?.service ?? null;
  expect(serviceFor('api.example.com', '/mobile/1')).toBe('api');
  expect(serviceFor('www.example.com', '/mobile/1')).toBe('mobile');
  expect(serviceFor('www.example.com', '/')).toBe('home');
  expect(serviceFor('example.com', '/')).toBe(null);
  expect(serviceFor('www.example.com', '/mobile')).toBe(null);
  expect(config?.rules[1]?.at.service).toMatchObject({ start: { line: 5, column: 11 } });
});

test('a rule that an earlier one covers is told', () => {
  const { diagnostics } = examine(`dispatch:
- url: "*.example.com/a/*"
  service: a
- url: "www.example.com/a/b"
  service: b
- url: "*/a/b"
  service: c
- url: "*.example.com/*"
  service: d
`);
  expect(diagnostics.map(({ code, at }) => [code, at?.start.line])).toEqual([['FB1151', 4]]);
});

test('rules with an error are reported and left out', () => {
  const { config, diagnostics } = examine(`dispatch:
- url: "*/a/*/b"
  service: n
- url: foo
  service: a
- service: b
- url: "*/c"
- url: "*/d"
  service: d
`);
  expect(diagnostics.map(({ code, at }) => [code, at?.start.line])).toEqual([
    ['FB1150', 2],
    ['FB1008', 3],
    ['FB1050', 4],
    ['FB1010', 6],
    ['FB1010', 7],
  ]);
  expect(config?.rules.map(({ rule }) => rule.url)).toEqual(['*/d']);
});

test('documented are 20 rules at most', () => {
  const rule = (index: number) => `- url: "*/${String(index)}"\n  service: a\n`;
  const text = (count: number) =>
    `dispatch:\n${Array.from({ length: count }, (_, index) => rule(index)).join('')}`;
  expect(examine(text(20)).diagnostics).toEqual([]);
  expect(examine(text(21)).diagnostics.map(({ code }) => code)).toEqual(['FB1009']);
});

function examine(text: string) {
  return examineDispatchYaml({ file: 'dispatch.yaml', text, substitutions: null });
}
