/** Blocks of memory that are used again: a buffer of its own for every block keeps the garbage collector busier than the app. */
export interface BlockStock {
  /** Of every block. */
  readonly bytes: number;
  /** A block of the caller's own; what is in it is somebody else's past. */
  take(): Buffer;
  /** Only when nobody reads it any more. One that is never given back is no loss. */
  give(block: Buffer): void;
}

/** So much is kept for later at most. */
const keptBytes = 4 * 1024 * 1024;

/** An empty stock. */
export function createBlockStock(bytes: number): BlockStock {
  const idle: Buffer[] = [];
  const most = Math.max(1, Math.floor(keptBytes / bytes));
  return {
    bytes,
    take: () => idle.pop() ?? Buffer.allocUnsafeSlow(bytes),
    give(block) {
      if (idle.length < most) idle.push(block);
    },
  };
}
