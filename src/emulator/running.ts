import type { FrontEnd } from '../frontend/index.ts';
import type { SupervisedInstance } from './supervise.ts';
import type { EmulatorState, RunningEmulator, StoppedInstance } from './types.ts';

/** Open requests are given this long before SIGTERM; what takes longer goes on beside it, as on the platform. */
const drainMs = 1_000;

interface Parts {
  readonly frontEnd: FrontEnd;
  readonly instances: readonly SupervisedInstance[];
  /** Everything that runs, the front end and the instances included. */
  readonly made: AsyncDisposableStack;
  readonly state: () => EmulatorState;
}

/** The ways in which an emulator ends: slowly, at once, and at once in the middle of slowly. */
export function runningEmulator({
  frontEnd,
  instances,
  made,
  state,
}: Parts): Omit<RunningEmulator, 'metadata' | 'send' | 'statistics'> {
  const killed = Promise.withResolvers<readonly StoppedInstance[]>();
  const ended = Promise.withResolvers<readonly StoppedInstance[]>();
  // Whoever calls `stop` gets the error; nobody has to listen to `stopped` as well.
  ended.promise.catch(() => undefined);

  const kill = once(async () => {
    const cutOff = instances.map((one) => killedInstance(one));
    await made.disposeAsync();
    killed.resolve(cutOff);
    ended.resolve(cutOff);
  });
  const stopSlowly = async () => {
    await frontEnd.drain({ graceMs: drainMs });
    const stopped = await Promise.all(instances.map((one) => one.stop()));
    await made.disposeAsync();
    return stopped;
  };
  const stop = once(async () => {
    if (kill.called()) return await killed.promise;
    const slowly = stopSlowly().then(
      (stopped) => (kill.called() ? killed.promise : stopped),
      (cause: unknown) => {
        // A container that is killed under a stop fails it; that is no news then.
        if (kill.called()) return killed.promise;
        ended.reject(cause);
        throw cause;
      },
    );
    const stopped = await Promise.race([slowly, killed.promise]);
    ended.resolve(stopped);
    return stopped;
  });

  return { url: frontEnd.url, state, stop, kill, stopped: ended.promise, [Symbol.asyncDispose]: kill };
}

function killedInstance(one: SupervisedInstance): StoppedInstance {
  const { service, instance, state } = one.status();
  return { service, instance, exit: null, killed: state !== 'stopped' };
}

/** Runs `action` at the first call; every later one gets the same promise. */
function once<T>(action: () => Promise<T>): (() => Promise<T>) & { called(): boolean } {
  let running: Promise<T> | null = null;
  return Object.assign(() => (running ??= action()), { called: () => running !== null });
}
