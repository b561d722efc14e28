import type { Duplex } from 'node:stream';

/** Passes bytes between two sockets, each direction to its own end; what closes one closes the other. */
export function splice(one: Duplex, other: Duplex): void {
  passOn(one, other);
  passOn(other, one);
}

function passOn(from: Duplex, to: Duplex): void {
  from.pipe(to);
  // A reset is as good as a close, and 'close' follows it.
  from.on('error', () => undefined);
  from.on('close', () => {
    // What was read to its end may still be on its way out; after a reset nobody waits for it.
    if (from.readableEnded) destroyWhenWritten(to);
    else to.destroy();
  });
}

function destroyWhenWritten(stream: Duplex): void {
  if (stream.writableFinished) stream.destroy();
  else stream.end(() => stream.destroy());
}
