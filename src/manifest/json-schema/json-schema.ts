import { fileSchemas, type FileKind } from '../file-kinds.ts';
import type { Field, ListField, MapField, NumberField, ObjectField } from '../schema/field.ts';
import { describe, flags } from './describe.ts';
import { numberText, textSchema, truthWords } from './scalars.ts';

/** A JSON Schema, draft-07. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const titles: Readonly<Record<FileKind, string>> = {
  app: "app.yaml of App Engine's flexible environment",
  dispatch: 'dispatch.yaml of App Engine',
  cron: 'cron.yaml of App Engine',
};

/**
 * What editors need to complete, explain and check a file: made of the table that it is read by. It is for the values as
 * a YAML parser has them, so `3.11` without quotes is taken where a text is. Rules between keys are beyond it.
 */
export function jsonSchemaOf(kind: FileKind): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `urn:flexbuild:schema:${kind}`,
    title: titles[kind],
    ...schemaOf(fileSchemas[kind].table),
  };
}

/** A value that has to be there; without `required`, nothing will do as well. */
function schemaOf(field: Field): JsonSchema {
  return { ...describe(field), ...valueOf(field), ...flags(field) };
}

function valueOf(field: Field): JsonSchema {
  switch (field.type) {
    case 'object':
      return sectionSchema(field);
    case 'map':
      return namesSchema(field);
    case 'list':
      return listSchema(field);
    case 'text':
      return textSchema(field);
    case 'number':
    case 'integer':
      return numberSchema(field);
    case 'truth':
      return { enum: [true, false, ...truthWords] };
    case 'open':
      return {};
    default:
      return field satisfies never;
  }
}

function sectionSchema({ fields }: ObjectField): JsonSchema {
  const required = Object.entries(fields).filter(([, own]) => isRequired(own));
  const choices = required.map(([key]) => [key, ...aliasesOf(key, fields)]);
  const alone = choices.filter((keys) => keys.length === 1).flat();
  const either = choices.filter((keys) => keys.length > 1);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([key, own]) => [
        key,
        isRequired(own) ? schemaOf(own) : orNothing(schemaOf(own)),
      ]),
    ),
    additionalProperties: false,
    ...(alone.length > 0 && { required: alone }),
    ...(either.length > 0 && {
      allOf: either.map((keys) => ({ anyOf: keys.map((key) => ({ required: [key] })) })),
    }),
  };
}

function isRequired(field: Field): boolean {
  return 'required' in field;
}

function aliasesOf(key: string, fields: ObjectField['fields']): readonly string[] {
  return Object.entries(fields)
    .filter(([, { status }]) => status?.kind === 'alias' && status.of === key)
    .map(([name]) => name);
}

/** `key:` with nothing behind it is as good as no key. */
function orNothing(schema: JsonSchema): JsonSchema {
  const { type, enum: values, anyOf: forms } = schema;
  if (Array.isArray(values)) return { ...schema, enum: [...(values as readonly unknown[]), null] };
  if (Array.isArray(forms)) return { ...schema, anyOf: [...(forms as readonly unknown[]), { type: 'null' }] };
  if (type === undefined) return schema;
  return { ...schema, type: [type, 'null'].flat() };
}

function namesSchema({ keys, reserved, known = {} }: MapField): JsonSchema {
  const anyText = { type: ['string', 'number', 'boolean', 'null'] };
  const name = { pattern: `^(?:${keys.expression})$` };
  const required = Object.entries(known).filter(([, own]) => own.required);
  return {
    type: 'object',
    propertyNames: reserved ? { ...name, not: { pattern: `^(?:${reserved.expression})$` } } : name,
    ...(Object.keys(known).length > 0 && {
      properties: Object.fromEntries(
        Object.entries(known).map(([key, { about, orList, pattern }]) => [
          key,
          {
            description: about,
            type: orList ? [...anyText.type, 'array'] : anyText.type,
            ...(pattern && { pattern: `^(?:${pattern.expression})$` }),
          },
        ]),
      ),
    }),
    ...(required.length > 0 && { required: required.map(([key]) => key) }),
    additionalProperties: anyText,
  };
}

function listSchema({ items, maxItems, orSingle }: ListField): JsonSchema {
  const item = schemaOf(items);
  const list = { items: item, ...(maxItems !== undefined && { maxItems }) };
  return orSingle ? { anyOf: [{ type: 'array', ...list }, item] } : { type: 'array', ...list };
}

function numberSchema({ type, min, max, exact }: NumberField): JsonSchema {
  return {
    // Quoted numbers count as well, and fractions are cut where they do not.
    type: [type === 'integer' && exact ? 'integer' : 'number', 'string'],
    pattern: numberText,
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  };
}
