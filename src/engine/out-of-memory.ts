import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from './client.ts';
import { mapEngineError } from './errors.ts';
import { jsonLines } from './lines.ts';

/** The kernel tells the engine, and that writes it down: an event may be on its way for so long. */
const delayMs = 500;

/**
 * Whether the kernel has killed any process of a container because it needed more memory than it has. The container's state
 * tells of its first process alone: what other processes suffered is among the engine's events.
 */
export async function ranOutOfMemory(client: Client, id: string): Promise<boolean> {
  await wait(delayMs);
  try {
    const events = await client.getEvents({
      since: 0,
      // Without an end the engine goes on to tell what happens.
      until: Math.floor(Date.now() / 1000) + 1,
      filters: { container: [id], event: ['oom'] },
    });
    for await (const _event of jsonLines(events as AsyncIterable<Uint8Array>)) return true;
    return false;
  } catch (cause) {
    throw mapEngineError(cause, `say what became of the container ${id}`);
  }
}
