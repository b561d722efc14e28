/** Turns the first Ctrl-C (or SIGTERM) into an abort and tells of the second. */
export interface Interrupts extends Disposable {
  readonly signal: AbortSignal;
  onSecond(kill: () => void): void;
}

/**
 * Listens for Ctrl-C, SIGTERM and a closed terminal until it is disposed; a second one ends the process unless
 * `onSecond` says otherwise.
 */
export function watchInterrupts(): Interrupts {
  const controller = new AbortController();
  let kill = () => process.exit(130);
  const onSignal = () => {
    if (controller.signal.aborted) kill();
    else controller.abort(new DOMException('interrupted', 'AbortError'));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    onSecond(next) {
      kill = next as () => never;
    },
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
