import type { Notice } from '../../index.ts';
import { traceOf } from './app-line.ts';

type RequestNotice = Extract<Notice, { readonly kind: 'request' }>;
type AppOutput = Extract<Notice, { readonly kind: 'app-output' }>;

/** What to write next, so that a request and what the app said about it stand together. */
export type Shown =
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** Below its request, or below a heading. */
  | { readonly kind: 'nested'; readonly line: AppOutput }
  /** In front of lines that do not follow their request; `request` is null while that has no answer yet. */
  | { readonly kind: 'heading'; readonly trace: string; readonly request: RequestNotice | null };

/** The time, and an alarm; an alarm keeps no process alive. */
export interface Clock {
  now(): number;
  after(ms: number, ring: () => void): void;
}

/** Orders notices for a person who watches. */
export interface RequestGroups {
  add(notice: Notice): void;
  /** Shows what is held back. */
  flush(): void;
}

interface GroupsOptions {
  readonly clock: Clock;
  readonly show: (shown: Shown) => void;
}

/** What an app says about a request mostly comes before the request's own line; so long it waits for that. */
export const waitForRequestMs = 200;

/** Log drivers are slower than answers; so long a request's line waits for more, where the app is known to write any. */
export const waitForLinesMs = 100;

/** Beyond so many, nothing waits any longer. */
export const mostHeld = 500;

/** So many requests are known by their traces, for lines that come late. */
const mostKnown = 1_000;

/** What is shown together: one notice alone, or what belongs to one trace. */
type Block = { readonly kind: 'alone'; readonly notice: Notice } | Group;

interface Group {
  readonly kind: 'group';
  readonly trace: string;
  readonly lines: AppOutput[];
  request: RequestNotice | null;
  /** Null: it waits for nothing. */
  dueMs: number | null;
}

/**
 * Puts the lines of a request below the request, as the nested view of Cloud Logging does, while they come. A group stands
 * where the first of it came, and what came behind waits for it, for both waits at most: so all else keeps its order, and
 * nothing is held for long. Lines of requests that go on for longer, and lines that come late, get a heading that says whose
 * they are.
 */
export function createRequestGroups({ clock, show }: GroupsOptions): RequestGroups {
  const queue: Block[] = [];
  const waiting = new Map<string, Group>();
  const known = new Map<string, RequestNotice | null>();
  let held = 0;
  let appWritesTraces = false;
  let shownTrace: string | null = null;
  let alarmMs: number | null = null;

  return {
    add(notice) {
      const trace = traceOf(notice);
      if (notice.kind === 'request') addRequest(notice);
      else if (notice.kind === 'app-output' && trace !== null) addLine(notice, trace);
      else queue.push({ kind: 'alone', notice });
      held++;
      if (held > mostHeld) flush();
      else release();
    },
    flush,
  };

  function addRequest(request: RequestNotice): void {
    const { trace } = request.record;
    const moreMs = clock.now() + waitForLinesMs;
    const group = waiting.get(trace);
    if (group === undefined || group.request !== null) {
      begin({ kind: 'group', trace, lines: [], request, dueMs: appWritesTraces ? moreMs : null });
      return;
    }
    group.request = request;
    // Its wait may be over, where another stands before it: that must not begin again.
    if (group.dueMs !== null) group.dueMs = Math.min(moreMs, group.dueMs + waitForLinesMs);
  }

  function addLine(line: AppOutput, trace: string): void {
    appWritesTraces = true;
    const group = waiting.get(trace);
    if (group !== undefined) {
      group.lines.push(line);
      return;
    }
    const dueMs = known.has(trace) ? null : clock.now() + waitForRequestMs;
    begin({ kind: 'group', trace, lines: [line], request: null, dueMs });
  }

  function begin(group: Group): void {
    queue.push(group);
    waiting.set(group.trace, group);
  }

  /** Shows what waits for nothing, up to the first that does. */
  function release(): void {
    const now = clock.now();
    for (let [first] = queue; first !== undefined; [first] = queue) {
      if (first.kind === 'group' && first.dueMs !== null && first.dueMs > now) {
        ringAt(first.dueMs, now);
        return;
      }
      showFirst(first);
    }
  }

  function flush(): void {
    for (const block of [...queue]) showFirst(block);
  }

  function ringAt(dueMs: number, now: number): void {
    if (alarmMs !== null && alarmMs <= dueMs) return;
    alarmMs = dueMs;
    clock.after(dueMs - now, () => {
      alarmMs = null;
      release();
    });
  }

  function showFirst(block: Block): void {
    queue.shift();
    if (block.kind === 'alone') {
      held--;
      shownTrace = null;
      show({ kind: 'notice', notice: block.notice });
      return;
    }
    const { trace, lines, request } = block;
    held -= lines.length + (request === null ? 0 : 1);
    if (waiting.get(trace) === block) waiting.delete(trace);
    if (request !== null) show({ kind: 'notice', notice: request });
    else if (shownTrace !== trace) show({ kind: 'heading', trace, request: known.get(trace) ?? null });
    for (const line of lines) show({ kind: 'nested', line });
    shownTrace = trace;
    remember(trace, request ?? known.get(trace) ?? null);
  }

  function remember(trace: string, request: RequestNotice | null): void {
    known.delete(trace);
    known.set(trace, request);
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  }
}
