import { show } from './allowed.ts';
import { kindOf, label, refuse, warnOtherReading, type Reading } from './reader.ts';
import { readPlain } from './scalars.ts';
import type { NumberField } from './schema/field.ts';
import type { YamlScalar } from './yaml-tree.ts';

/** A number; quoted ones count as well, as gcloud has it. */
export function readNumber(reading: Reading<NumberField>): number | null {
  const { field, node, path } = reading;
  const wanted = field.type === 'integer' ? 'a whole number' : 'a number';
  if (node.kind !== 'scalar') {
    const message = `${label(path)} must be ${wanted}, and is ${kindOf(node)}`;
    return refuse(reading, { code: 'FB1007', message, hint: field.instead?.[node.kind] ?? rangeHint(field) });
  }
  const { text } = node;
  const value = numberIn(node);
  if (value === null || (field.exact && value !== Math.trunc(value))) {
    const message = `${label(path)} must be ${wanted}, and is ${show(text)}`;
    return refuse(reading, { code: 'FB1007', message, hint: withoutUnit(text, field) ?? rangeHint(field) });
  }
  const used = field.type === 'integer' ? Math.trunc(value) : value;
  if (used < (field.min ?? -Infinity) || used > (field.max ?? Infinity)) {
    const message = `${label(path)} is ${text}, out of its range`;
    return refuse(reading, { code: 'FB1009', message, hint: percentHint(used, field) ?? rangeHint(field) });
  }
  if (used !== Number(text.replaceAll('_', ''))) {
    warnOtherReading({ ...reading, node }, { read: String(used), hint: `Write ${used}, if you mean that.` });
  }
  return used;
}

function numberIn(node: YamlScalar): number | null {
  const quoted = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
  const value = node.plain ? readPlain(node.text).number : quoted.test(node.text) ? Number(node.text) : null;
  return value === null || !Number.isFinite(value) ? null : value;
}

/** What a unit that somebody wrote behind a number is in the field's own. */
const units: Readonly<Record<NonNullable<NumberField['unit']>, Readonly<Record<string, number>>>> = {
  seconds: { s: 1, sec: 1, secs: 1, second: 1, seconds: 1, m: 60, min: 60, h: 3600, ms: 0.001 },
  GB: {
    G: 1,
    Gi: 1,
    GB: 1,
    GiB: 1,
    gb: 1,
    g: 1,
    M: 1 / 1024,
    Mi: 1 / 1024,
    MB: 1 / 1024,
    MiB: 1 / 1024,
    m: 1 / 1024,
  },
  cores: { m: 0.001, vCPU: 1, vcpu: 1, cpu: 1, core: 1, cores: 1 },
  share: { '%': 0.01 },
};

/** `2Gi` is 2: units of other tools are told in the unit that counts here. */
function withoutUnit(text: string, { unit, type, min, max }: NumberField): string | null {
  const [, digits, suffix = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+|%)\s*$/.exec(text) ?? [];
  const factor = unit && Object.hasOwn(units[unit], suffix) ? units[unit][suffix] : undefined;
  if (digits === undefined || factor === undefined) return null;
  const value = Number((Number(digits) * factor).toFixed(3));
  const fits =
    value >= (min ?? 0) && value <= (max ?? Infinity) && (type === 'number' || Number.isInteger(value));
  if (!fits) return null;
  return unit === 'share' ? `Write ${value}, a share of 1.` : `Write ${value}: the number alone, in ${unit}.`;
}

/** 60 for 0.6. */
function percentHint(value: number, { unit }: NumberField): string | null {
  return unit === 'share' && value > 1 && value <= 100 ? `Write ${value / 100}, a share of 1.` : null;
}

function rangeHint({ type, min, max }: NumberField): string {
  if (min !== undefined && max !== undefined) return `Use a number from ${min} to ${max}.`;
  if (min !== undefined) return `Use ${min} or more.`;
  if (max !== undefined) return `Use ${max} or less.`;
  return type === 'integer' ? 'Write a whole number.' : 'Write a number.';
}
