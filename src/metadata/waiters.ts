/** Everyone who waits for a change, by the path that they wait at. */
export interface Waiters {
  /**
   * Fulfils with what `look` sees at the first change at or below `path` where it sees anything; with null after
   * `timeoutMs`, or once `signal` aborts. `look` is called while the change is made, so that no value is missed that is
   * there for a moment only.
   */
  wait<Seen>(options: WaitOptions<Seen>): Promise<Seen | null>;
  /** Something at `path` has changed. */
  wake(path: string): void;
}

interface WaitOptions<Seen> {
  readonly path: string;
  readonly look: () => Seen | null;
  /** Null waits for ever. */
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal;
}

/** Nobody yet. */
export function waiters(): Waiters {
  const looking = new Map<string, Set<() => void>>();

  function add(path: string, look: () => void): void {
    looking.set(path, (looking.get(path) ?? new Set()).add(look));
  }

  function remove(path: string, look: () => void): void {
    const there = looking.get(path);
    there?.delete(look);
    if (there?.size === 0) looking.delete(path);
  }

  return {
    wait<Seen>({ path, look, timeoutMs, signal }: WaitOptions<Seen>) {
      if (signal.aborted) return Promise.resolve(null);
      return new Promise<Seen | null>((resolve) => {
        const leave = (seen: Seen | null) => {
          remove(path, looked);
          clearTimeout(timer);
          signal.removeEventListener('abort', giveUp);
          resolve(seen);
        };
        const looked = () => {
          const seen = look();
          if (seen !== null) leave(seen);
        };
        const giveUp = () => leave(null);
        const timer =
          timeoutMs === null ? undefined : setTimeout(giveUp, Math.min(timeoutMs, longestTimerMs));
        signal.addEventListener('abort', giveUp);
        add(path, looked);
      });
    },
    wake(path) {
      const woken = upwardsFrom(path).flatMap((place) => [...(looking.get(place) ?? [])]);
      for (const look of woken) look();
    },
  };
}

/** Node's timers fire at once where they are given more. */
const longestTimerMs = 2 ** 31 - 1;

/** `a/b/c`, `a/b` and `a`. */
function upwardsFrom(path: string): readonly string[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, names.length - index).join('/'));
}
