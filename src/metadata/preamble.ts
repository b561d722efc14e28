import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';

/** `FLEXBUILD/1`, a secret and a caller's address fit in well. */
const maxBytes = 512;

/**
 * Reads the line that the forwarder writes in front of each connection, and calls `accept` with the caller it names,
 * the rest still unread. Closes the socket without an answer where the line is wrong, too long or too late.
 */
export function readPreamble({
  socket,
  secret,
  timeoutMs,
  accept,
}: {
  readonly socket: Socket;
  readonly secret: string;
  readonly timeoutMs: number;
  readonly accept: (caller: string) => void;
}): void {
  let received = Buffer.alloc(0);
  const refuse = () => socket.destroy();
  const timer = setTimeout(refuse, timeoutMs);
  const leave = () => {
    clearTimeout(timer);
    socket.off('data', read).off('end', refuse).off('error', refuse).off('close', leave);
  };
  const read = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\n');
    if (end === -1 && received.length <= maxBytes) return;
    const caller =
      end === -1 || end > maxBytes ? null : callerIn(received.toString('latin1', 0, end), secret);
    if (caller === null) {
      socket.destroy();
      return;
    }
    leave();
    // What stays unread has to wait until whoever accepts has its listeners in place.
    socket.pause();
    socket.unshift(received.subarray(end + 1));
    accept(caller);
    socket.resume();
  };
  socket.on('data', read).on('end', refuse).on('error', refuse).on('close', leave);
}

function callerIn(line: string, secret: string): string | null {
  const [version, given, caller, ...rest] = line.split(' ');
  const whole = version === 'FLEXBUILD/1' && caller !== undefined && caller !== '' && rest.length === 0;
  return whole && isSame(given ?? '', secret) ? caller : null;
}

/** In constant time: digests have one length, whatever was sent. */
function isSame(given: string, secret: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
