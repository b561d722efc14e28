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
  let head = `${method} ${target} HTTP/1.1\r\n`;
  for (const { name, value } of fields) head += `${name}: ${value}\r\n`;
  if (chunked) head += 'Transfer-Encoding: chunked\r\n';
  if (upgrade !== null) head += `Connection: Upgrade\r\nUpgrade: ${upgrade}\r\n`;
  return head + '\r\n';
}
