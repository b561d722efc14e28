import { closest, failure, type FlexbuildError } from '../core/index.ts';
import type { FrontEndLimits } from './types.ts';

const minuteMs = 60_000;
const kilobyte = 1024;

/**
 * The limits of App Engine's flexible environment: request headers of about 15 KB, bodies of 32 MB (nginx's
 * `client_max_body_size 32m`), response headers of 64 KB, blocks of 64 KB, 60 minutes for a request or a WebSocket. The
 * others are nginx's: 60 s to connect, for a request's headers, and between two pieces of its body.
 * https://cloud.google.com/appengine/docs/flexible/how-requests-are-handled
 */
export const flexLimits: FrontEndLimits = {
  requestHeadBytes: 15 * kilobyte,
  requestHeadMs: minuteMs,
  requestBodyBytes: 32 * kilobyte * kilobyte,
  requestBodyPauseMs: minuteMs,
  responseHeadBytes: 64 * kilobyte,
  responseBlockBytes: 64 * kilobyte,
  requestTimeoutMs: 60 * minuteMs,
  webSocketMs: 60 * minuteMs,
  connectTimeoutMs: minuteMs,
};

interface Limit {
  readonly key: keyof FrontEndLimits;
  readonly unit: keyof typeof units;
  /** What takes its place where it is off. */
  readonly off: number;
}

/** Heads are kept whole in memory, so there is an end to them always. */
const anyHeadBytes = 1024 * kilobyte;

/** Each limit by the name that `--limits` has for it. */
export const limitNames: Readonly<Record<string, Limit>> = {
  'request-headers': { key: 'requestHeadBytes', unit: 'bytes', off: anyHeadBytes },
  'request-headers-time': { key: 'requestHeadMs', unit: 'time', off: Infinity },
  'request-body': { key: 'requestBodyBytes', unit: 'bytes', off: Infinity },
  'request-body-pause': { key: 'requestBodyPauseMs', unit: 'time', off: Infinity },
  'response-headers': { key: 'responseHeadBytes', unit: 'bytes', off: anyHeadBytes },
  'response-block': { key: 'responseBlockBytes', unit: 'bytes', off: 0 },
  'request-time': { key: 'requestTimeoutMs', unit: 'time', off: Infinity },
  'websocket-time': { key: 'webSocketMs', unit: 'time', off: Infinity },
  'connect-time': { key: 'connectTimeoutMs', unit: 'time', off: Infinity },
};

const units = {
  bytes: {
    '': 1,
    b: 1,
    k: kilobyte,
    kb: kilobyte,
    m: kilobyte ** 2,
    mb: kilobyte ** 2,
    g: kilobyte ** 3,
    gb: kilobyte ** 3,
  },
  time: { ms: 1, s: 1000, m: minuteMs, h: 60 * minuteMs },
} as const;

/**
 * What `--limits` says: `off`, or `NAME=VALUE`, several with commas or several times; `off` and `NAME=off` switch off.
 * Later ones win. Throws FB5010.
 */
export function parseLimits(texts: readonly string[]): FrontEndLimits {
  const parts = texts.flatMap((text) => text.split(',')).map((part) => part.trim());
  return Object.assign({}, flexLimits, ...parts.map((part) => parseLimit(part))) as FrontEndLimits;
}

function parseLimit(part: string): Partial<FrontEndLimits> {
  if (part === 'off') {
    return Object.fromEntries(Object.values(limitNames).map(({ key, off }) => [key, off]));
  }
  const [name = '', value = ''] = part.split('=', 2);
  const limit = limitNames[name];
  if (limit === undefined) throw unknownLimit(name);
  return { [limit.key]: value === 'off' ? limit.off : quantity({ name, value, limit }) };
}

interface Given {
  readonly name: string;
  readonly value: string;
  readonly limit: Limit;
}

function quantity({ name, value, limit }: Given): number {
  const [, digits, unit = ''] = /^(\d{1,9})([a-z]*)$/i.exec(value) ?? [];
  const factors: Readonly<Record<string, number>> = units[limit.unit];
  const factor = factors[unit.toLowerCase()];
  if (digits === undefined || factor === undefined || Number(digits) === 0)
    throw noQuantity({ name, value, limit });
  return Number(digits) * factor;
}

function unknownLimit(name: string): FlexbuildError {
  const names = Object.keys(limitNames);
  const similar = closest(name, names);
  return failure({
    code: 'FB5010',
    message: `--limits has no limit "${name}"`,
    hint: similar === null ? `Use off, or one of ${names.join(', ')}.` : `Write ${similar}.`,
  });
}

function noQuantity({ name, value, limit }: Given): FlexbuildError {
  return failure({
    code: 'FB5010',
    message: `--limits ${name}="${value}" is no ${limit.unit === 'bytes' ? 'size' : 'duration'}`,
    hint:
      limit.unit === 'bytes'
        ? 'Write a size such as 64kb, 32mb or off.'
        : 'Write a duration such as 30s, 60m or off.',
  });
}
