import type { HeaderField } from '../rules/field.ts';

interface RequestHeadParts {
  readonly method: string;
  readonly target: string;
  /** End-to-end fields: what describes the connection to the instance is added here. */
  readonly fields: readonly HeaderField[];
  readonly chunked: boolean;
  /** The protocols of the client's Upgrade header, where it is to be passed on. */
  readonly upgrade: string | null;
}

/** Request line and headers as one latin1 string. Without a Connection header HTTP/1.1 keeps the connection open. */
export function formatRequestHead({ method, target, fields, chunked, upgrade }: RequestHeadParts): string {
  // Joined at once, which leaves fewer objects behind than a concatenation for every line.
  const lines = [`${method} ${target} HTTP/1.1`];
  for (const { name, value } of fields) lines.push(`${name}: ${value}`);
  if (chunked) lines.push('Transfer-Encoding: chunked');
  if (upgrade !== null) lines.push('Connection: Upgrade', `Upgrade: ${upgrade}`);
  lines.push('', '');
  return lines.join('\r\n');
}
