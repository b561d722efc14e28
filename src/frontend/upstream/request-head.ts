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
  // Joined at once: hundreds of concatenations would each leave an object behind.
  const parts = [method, ' ', target, ' HTTP/1.1\r\n'];
  for (const { name, value } of fields) parts.push(name, ': ', value, '\r\n');
  if (chunked) parts.push('Transfer-Encoding: chunked\r\n');
  if (upgrade !== null) parts.push('Connection: Upgrade\r\nUpgrade: ', upgrade, '\r\n');
  parts.push('\r\n');
  return parts.join('');
}
