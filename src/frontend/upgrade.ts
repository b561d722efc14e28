import type { Socket } from 'node:net';
import { endCall, type Call } from './call.ts';
import { firstValue } from './rules/field.ts';
import { responseRules } from './rules/response-rules.ts';
import { splice } from './splice.ts';
import type { ResponseHead } from './upstream/types.ts';

interface Upgrade {
  readonly head: ResponseHead;
  readonly socket: Socket;
  readonly firstBytes: Buffer;
}

/** Tells the client that the app speaks the other protocol now, and steps out of the way. */
export function switchProtocols(call: Call, { head, socket: instance, firstBytes }: Upgrade): void {
  const { upgrade, response } = call.incoming;
  if (upgrade === null) throw new Error('a protocol was switched that nobody asked to switch');
  const client = upgrade.socket;
  response.detachSocket(client);
  call.status = head.status;

  const protocol = firstValue(head.fields, 'upgrade') ?? '';
  for (const rule of responseRules) rule(head.fields);
  let text = `HTTP/1.1 101 ${head.reason}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n`;
  for (const { name, value } of head.fields) text += `${name}: ${value}\r\n`;
  client.write(`${text}\r\n`, 'latin1');

  const writtenBefore = client.bytesWritten;
  client.on('close', () => {
    call.responseBytes = client.bytesWritten - writtenBefore;
    endCall(call);
  });
  if (firstBytes.length > 0) client.write(firstBytes);
  if (upgrade.head.length > 0) instance.write(upgrade.head);
  splice(client, instance);
}
