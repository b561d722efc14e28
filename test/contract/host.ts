import { describe, expect, test } from 'vitest';
import type { Host, Prepared, RunningInstance } from '../../src/hosts/index.ts';
import { get, someInstance } from '../support/metadata.ts';
import { testJob } from '../support/session.ts';

/** What an instance of the contract's app does: the value of its variable MODE. */
export type ContractMode =
  /** Writes `first`, answers requests with the value of its variable COLOUR, and ends with 0 at SIGTERM. */
  | 'serve'
  /** Writes `first` and `last`, and ends with 3. */
  | 'end'
  /** Ignores SIGTERM from before it writes `first` on. */
  | 'ignore';

/** A host whose metadata is connected, and the contract's app prepared on it. */
export interface HostUnderTest extends AsyncDisposable {
  readonly host: Host;
  readonly prepared: Prepared;
}

/** What every host keeps, whatever its instances are made of. */
export function hostContract(name: string, open: () => Promise<HostUnderTest>): void {
  describe(name, () => {
    test('an instance answers at its address, with the environment it was given', async () => {
      await using opened = await open();
      await using instance = await start(opened, 'serve');
      expect(instance.identity).toEqual(someInstance);
      await expect.poll(() => answerOf(instance), { timeout: 20_000 }).toBe('blue');
    });

    test('the output has every line from the first on, and ends with the instance', async () => {
      await using opened = await open();
      await using instance = await start(opened, 'end');
      const lines = await Array.fromAsync(instance.output());
      expect(lines.map(({ text }) => text)).toEqual(['first', 'last']);
      expect(await instance.exited).toMatchObject({ code: 3 });
    });

    test('an instance that obeys SIGTERM is not killed', async () => {
      await using opened = await open();
      await using instance = await start(opened, 'serve');
      await expect.poll(() => answerOf(instance), { timeout: 20_000 }).toBe('blue');
      expect(await instance.stop({ graceMs: 20_000 })).toMatchObject({ code: 0, killed: false });
    });

    test('an instance that ignores it is, after the grace', async () => {
      await using opened = await open();
      await using instance = await start(opened, 'ignore');
      for await (const { text } of instance.output()) if (text === 'first') break;
      const startedMs = performance.now();
      expect(await instance.stop({ graceMs: 200 })).toMatchObject({ code: 137, killed: true });
      // Node's timers count whole milliseconds, and can fire a part of one early.
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(199);
    });

    test('disposing kills, as often as it is called', async () => {
      await using opened = await open();
      const instance = await start(opened, 'ignore');
      await instance[Symbol.asyncDispose]();
      await instance[Symbol.asyncDispose]();
      expect((await instance.exited).code).toBe(137);
    });

    test('disposing the host ends what it started', async () => {
      const opened = await open();
      const instance = await start(opened, 'ignore');
      await opened[Symbol.asyncDispose]();
      expect((await instance.exited).code).toBe(137);
    });

    test('a stranger is nobody', async () => {
      await using opened = await open();
      expect(opened.host.identify('203.0.113.7')).toBeNull();
    });

    test('an aborted job starts nothing', async () => {
      await using opened = await open();
      const job = testJob(AbortSignal.abort(new Error('enough')));
      const start = { identity: someInstance, env: { MODE: 'serve', COLOUR: 'blue' } };
      await expect(opened.host.start(opened.prepared, start, job)).rejects.toThrow('enough');
    });
  });
}

function start({ host, prepared }: HostUnderTest, mode: ContractMode): Promise<RunningInstance> {
  return host.start(prepared, { identity: someInstance, env: { MODE: mode, COLOUR: 'blue' } }, testJob());
}

async function answerOf({ address }: RunningInstance): Promise<string | null> {
  return await get(address, '/colour', { headers: {} }).then(
    ({ body }) => body.trim(),
    () => null,
  );
}
