import { createHash } from 'node:crypto';
import { sortedByKey } from './order.ts';

/** SHA-256, 64 hex digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The digest of plain data: equal for equal data, whatever the order of its keys. */
export function digestOf(data: unknown): string {
  return sha256(canonicalJson(data));
}

/** JSON with the keys of every object in code-unit order. */
export function canonicalJson(data: unknown, indent?: number): string {
  return JSON.stringify(
    data,
    (_key, value: unknown) => (isPlainObject(value) ? sortedByKey(value) : value),
    indent,
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
