import type { Notice } from '../../core/index.ts';

/** The last notices of a session, and those that are still to come. */
export interface NoticeHistory {
  push(notice: Notice): void;
  /** Nothing comes any more: every reader ends. */
  close(): void;
  /** What is kept; with `follow` also what comes. A reader that falls behind loses the oldest, and holds up nobody. */
  read(options: { readonly follow: boolean; readonly signal: AbortSignal }): AsyncGenerator<Notice>;
}

/** Keeps the last `limit` notices. */
export function noticeHistory(limit = 10_000): NoticeHistory {
  const kept: Notice[] = [];
  let dropped = 0;
  let closed = false;
  let changed = Promise.withResolvers<undefined>();

  const wake = () => {
    changed.resolve(undefined);
    changed = Promise.withResolvers();
  };

  return {
    push(notice) {
      kept.push(notice);
      // Half at a time: to take single ones off the front of a long array is slow.
      if (kept.length >= limit * 2) dropped += kept.splice(0, kept.length - limit).length;
      wake();
    },
    close() {
      closed = true;
      wake();
    },
    async *read({ follow, signal }) {
      const stop = aborted(signal);
      for (let next = Math.max(dropped, dropped + kept.length - limit); !signal.aborted;) {
        const notice = kept[Math.max(next, dropped) - dropped];
        if (notice !== undefined) {
          next = Math.max(next, dropped) + 1;
          yield notice;
        } else if (closed || !follow) {
          return;
        } else {
          await Promise.race([changed.promise, stop]);
        }
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  if (signal.aborted) resolve(undefined);
  signal.addEventListener('abort', () => resolve(undefined), { once: true });
  return promise;
}
