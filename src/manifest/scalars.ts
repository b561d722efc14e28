/** What an unquoted scalar is in YAML 1.1, as gcloud's parser has it, and what gcloud makes of it. */
export interface PlainScalar {
  readonly type: 'text' | 'truth' | 'number' | 'nothing';
  /** The text gcloud sends on: Python's `str()` of the value. */
  readonly sent: string;
  /** The number, where it is one. */
  readonly number: number | null;
}

/** Reads an unquoted scalar. The expressions are ruamel.yaml's for YAML 1.1, which gcloud uses. */
export function readPlain(text: string): PlainScalar {
  for (const { expression, read } of resolvers) {
    if (expression.test(text)) return read(text);
  }
  return { type: 'text', sent: text, number: null };
}

/** In the order in which they are tried. */
const resolvers: readonly { readonly expression: RegExp; readonly read: (text: string) => PlainScalar }[] = [
  {
    expression: /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/,
    read: () => ({ type: 'truth', sent: 'True', number: null }),
  },
  {
    expression: /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
    read: () => ({ type: 'truth', sent: 'False', number: null }),
  },
  { expression: /^(?:~|null|Null|NULL|)$/, read: () => ({ type: 'nothing', sent: 'None', number: null }) },
  { expression: /^[-+]?0b[01][01_]*$/, read: (text) => integer(text, (digits) => BigInt(digits)) },
  { expression: /^[-+]?0[0-7_]+$/, read: (text) => integer(text, (digits) => BigInt(`0o${digits}`)) },
  { expression: /^[-+]?(?:0|[1-9][0-9_]*)$/, read: (text) => integer(text, (digits) => BigInt(digits)) },
  {
    expression: /^[-+]?0x[0-9a-fA-F][0-9a-fA-F_]*$/,
    read: (text) => integer(text, (digits) => BigInt(digits)),
  },
  { expression: /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/, read: (text) => integer(text, baseSixty) },
  {
    expression: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
    read: (text) => decimal((text.startsWith('-') ? -1 : 1) * baseSixtyDecimal(text.replace(/[-+_]/g, ''))),
  },
  {
    expression: /^[-+]?\.(?:inf|Inf|INF)$/,
    read: (text) => decimal(text.startsWith('-') ? -Infinity : Infinity),
  },
  { expression: /^\.(?:nan|NaN|NAN)$/, read: () => decimal(Number.NaN) },
  {
    expression:
      /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9_]+(?:[eE][-+][0-9]+)?)$/,
    read: (text) => decimal(Number(text.replaceAll('_', ''))),
  },
];

function integer(text: string, parse: (digits: string) => bigint): PlainScalar {
  const magnitude = parse(text.replace(/^[-+]/, '').replaceAll('_', ''));
  const value = text.startsWith('-') ? -magnitude : magnitude;
  return { type: 'number', sent: String(value), number: Number(value) };
}

function baseSixty(digits: string): bigint {
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function baseSixtyDecimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function decimal(value: number): PlainScalar {
  return { type: 'number', sent: pythonRepr(value), number: value };
}

/** Python's `repr` of a float: the same shortest digits as JavaScript's, with other limits for the exponent. */
function pythonRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}
