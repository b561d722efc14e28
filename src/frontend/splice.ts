import type { Socket } from 'node:net';

/** Passes bytes between two sockets, each direction to its own end; what closes one closes the other. */
export function splice(one: Socket, other: Socket): void {
  passOn(one, other);
  passOn(other, one);
}

function passOn(from: Socket, to: Socket): void {
  from.pipe(to);
  // A reset is as good as a close, and 'close' follows it.
  from.on('error', () => undefined);
  from.on('close', () => {
    // What was read to its end may still be on its way out; after a reset nobody waits for it.
    if (from.readableEnded) to.destroySoon();
    else to.destroy();
  });
}
