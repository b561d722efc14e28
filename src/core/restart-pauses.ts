/** How long to wait before the next start of something that lived for `livedMs`. */
export type RestartPauses = (livedMs: number) => number;

const firstMs = 100;
const longestMs = 30_000;
const forgottenAfterMs = 60_000;

/** As Docker restarts a container: doubled from 100 ms on, and forgotten once it has run for a while. */
export function restartPauses(): RestartPauses {
  let nextMs = firstMs;
  return (livedMs) => {
    if (livedMs > forgottenAfterMs) nextMs = firstMs;
    const pauseMs = nextMs;
    nextMs = Math.min(nextMs * 2, longestMs);
    return pauseMs;
  };
}
