/** How a process ended: by itself with a code, or killed by a signal (then `code` is 128 + its number). */
export interface Exit {
  readonly code: number;
  /** Killed for using too much memory: the engine says so, or it was killed under a memory limit and not by us (not every engine can tell). */
  readonly outOfMemory: boolean;
}
