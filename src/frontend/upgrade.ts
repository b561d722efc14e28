import type { Duplex } from 'node:stream';
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
  const { upgrade } = call.incoming;
  if (upgrade === null) throw new Error('a protocol was switched that nobody asked to switch');
  const { socket: client } = upgrade;
  call.status = head.status;

  const protocol = firstValue(head.fields, 'upgrade') ?? '';
  for (const rule of responseRules) rule(head.fields);
  endAfter(client, call.context.limits.webSocketMs);
  upgrade.accept({ protocol, reason: head.reason, fields: head.fields });

  const readBefore = instance.bytesRead - firstBytes.length;
  const writtenBefore = instance.bytesWritten;
  // Before the call's own listener, where the client's end is the response's as well.
  client.prependListener('close', () => {
    call.requestBytes = instance.bytesWritten - writtenBefore;
    call.responseBytes = instance.bytesRead - readBefore;
    endCall(call);
  });
  if (firstBytes.length > 0) client.write(firstBytes);
  if (upgrade.head.length > 0) instance.write(upgrade.head);
  splice(client, instance);
}

function endAfter(client: Duplex, ms: number): void {
  if (ms === Infinity) return;
  const timer = setTimeout(() => client.destroy(), ms).unref();
  client.once('close', () => clearTimeout(timer));
}
