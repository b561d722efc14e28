import type { Duplex } from 'node:stream';

/** What the books know of a call, and write on it: its neighbours among those that are open. */
interface Listed<Call> {
  readonly startedMs: number;
  readonly incoming: {
    readonly request: { readonly socket: Duplex };
    readonly upgrade: { readonly socket: Duplex } | null;
  };
  older: Call | null;
  newer: Call | null;
  expired: boolean;
}

/** The requests under way: what deadlines end, draining waits for, and disposing cuts off. */
export interface OpenCalls<Call> {
  isDraining(): boolean;
  opened(call: Call): void;
  closed(call: Call): void;
  drain(options: { readonly graceMs: number; readonly closeIdle: () => void }): Promise<void>;
  /** The call that began last on a connection; null where none is under way. */
  newestOn(socket: Duplex): Call | null;
  /** Closes what the server itself does not: connections that speak another protocol. */
  cutOff(): void;
}

interface OpenCallsOptions<Call> {
  /** How old a request may become; Infinity: as old as it likes. */
  readonly timeoutMs: number;
  /** Called once for each that becomes older. */
  readonly expire: (call: Call) => void;
}

/** The longest that a timer of node's can wait. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Books without a call in them. They are a list through the calls, in the order in which they began: a Set keeps calls that
 * are over in reach of the garbage collector's young generation (three times the memory under load), and a timer for each
 * costs more than one for the oldest.
 */
export function createOpenCalls<Call extends Listed<Call>>({
  timeoutMs,
  expire,
}: OpenCallsOptions<Call>): OpenCalls<Call> {
  let oldest: Call | null = null;
  let newest: Call | null = null;
  let alarm: NodeJS.Timeout | null = null;
  let draining: { readonly closeIdle: () => void; readonly done: () => void } | null = null;

  return {
    isDraining: () => draining !== null,
    opened(call) {
      call.older = newest;
      if (newest === null) oldest = call;
      else newest.newer = call;
      newest = call;
      if (alarm === null && timeoutMs !== Infinity) setAlarm(timeoutMs);
    },
    closed(call) {
      unlink(call);
      if (draining === null) return;
      // Its connection counts as idle only when node is through with it.
      setImmediate(draining.closeIdle);
      if (oldest === null) draining.done();
    },
    drain: ({ graceMs, closeIdle }) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        const done = () => {
          clearTimeout(timer);
          resolve();
        };
        draining = { closeIdle, done };
        if (oldest === null) done();
      }),
    newestOn(socket) {
      let call = newest;
      while (call !== null && call.incoming.request.socket !== socket) call = call.older;
      return call;
    },
    cutOff() {
      for (let call = oldest; call !== null; call = call.newer) call.incoming.upgrade?.socket.destroy();
    },
  };

  function unlink(call: Call): void {
    if (call.older === null) oldest = call.newer;
    else call.older.newer = call.newer;
    if (call.newer === null) newest = call.older;
    else call.newer.older = call.older;
    call.older = null;
    call.newer = null;
  }

  function setAlarm(inMs: number): void {
    alarm = setTimeout(ring, Math.min(Math.ceil(inMs), longestTimerMs)).unref();
  }

  /** Ends what is too old, and waits for what will be next. */
  function ring(): void {
    alarm = null;
    const now = performance.now();
    let call: Call | null = oldest;
    while (call !== null) {
      const { newer, startedMs } = call;
      const leftMs: number = startedMs + timeoutMs - now;
      if (leftMs > 0 && !call.expired) {
        setAlarm(leftMs);
        return;
      }
      if (!call.expired) {
        call.expired = true;
        expire(call);
      }
      call = newer;
    }
  }
}
