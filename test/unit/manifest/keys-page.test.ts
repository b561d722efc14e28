import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder } from '../../../src/core/index.ts';
import { jsonSchemaOf, type FileKind } from '../../../src/manifest/index.ts';
import { fileSchemas } from '../../../src/manifest/file-kinds.ts';
import type { Field } from '../../../src/manifest/schema/field.ts';

const page = join(packageFolder(), 'docs/keys.md');
const marker =
  '<!-- from here on made of the tables in src/manifest/schema; `make golden` writes it anew -->\n';

interface Schema {
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly not?: unknown;
}

const kinds: readonly FileKind[] = ['app', 'dispatch', 'cron'];

test('docs/keys.md lists the keys of the schemas, and no others', () => {
  const sections = kinds.map((kind) => {
    const rows = rowsOf(jsonSchemaOf(kind) as Schema, '').map((cells) => `| ${cells.join(' | ')} |\n`);
    return `\n## ${kind}.yaml\n\n| key | takes | default | |\n|---|---|---|---|\n${rows.join('')}`;
  });
  const text = readFileSync(page, 'utf8');
  const head = text.slice(0, text.indexOf(marker) + marker.length);
  const wanted = [head, ...sections].join('');
  if (process.env['UPDATE_GOLDEN']) writeFileSync(page, wanted);
  expect(readFileSync(page, 'utf8')).toBe(wanted);
});

test.each(kinds)(
  'the schema of %s.yaml has every key of its table, with what the table says of it',
  (kind) => {
    expectSame(fileSchemas[kind].table, jsonSchemaOf(kind));
  },
);

function expectSame(field: Field, schema: Schema): void {
  expect(schema.description).toContain(field.about);
  if ('default' in field) expect(schema.default ?? null).toEqual(field.default);
  if (field.type === 'text' && field.oneOf)
    expect(schema.enum).toEqual(expect.arrayContaining([...field.oneOf]));
  if (field.type === 'number' || field.type === 'integer')
    expect([schema.minimum, schema.maximum]).toEqual([field.min, field.max]);
  if (field.type === 'list') expectSame(field.items, schema.items ?? schema.anyOf?.[1] ?? {});
  if (field.type !== 'object') return;
  expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(field.fields));
  for (const [key, own] of Object.entries(field.fields)) expectSame(own, schema.properties?.[key] ?? {});
}

type Row = readonly [key: string, takes: string, fallback: string, about: string];

function rowsOf(schema: Schema, path: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, own]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const inside = own.items?.properties ? rowsOf(own.items, `${name}[]`) : rowsOf(own, name);
    const fallback = own.default === undefined ? '' : `\`${String(own.default)}\``;
    return [[`\`${name}\``, takes(own), fallback, cell(own.description ?? '')], ...inside];
  });
}

function takes(schema: Schema): string {
  if (schema.not !== undefined) return '–';
  if (schema.anyOf) return `${takes(schema.anyOf[0] ?? {})}, or one item`;
  if (schema.enum?.includes(true)) return 'true, false';
  if (schema.enum) return schema.enum.filter((value) => typeof value === 'string').join(', ');
  const types = [schema.type ?? 'anything'].flat();
  if (types.includes('array') && schema.items)
    return schema.maxItems ? `list of up to ${schema.maxItems}` : 'list';
  if (types.includes('object')) return 'section';
  const number = types.find((type) => type === 'number' || type === 'integer');
  if (number !== undefined && types[0] === number) return range(schema);
  return types[0] === 'string' ? 'text' : 'anything';
}

function range({ minimum, maximum }: Schema): string {
  if (minimum === undefined && maximum === undefined) return 'number';
  if (maximum === undefined) return `number, ${minimum} or more`;
  return minimum === undefined ? `number, up to ${maximum}` : `number, ${minimum} to ${maximum}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/(https:\S+)/g, '[docs]($1)');
}
