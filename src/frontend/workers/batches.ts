/** Collects what is sent together. */
export interface Batches<Item> {
  add(item: Item): void;
  /** Sends what is there. */
  flush(): void;
}

/** A person who watches requests in a terminal does not see that they come a little later. */
const waitMs = 20;

/** So many are sent at once; what they are sent as stays small. */
const most = 200;

/** Sends items some at a time: a message of its own for each costs more than the request that it is about. */
export function createBatches<Item>(send: (items: readonly Item[]) => void): Batches<Item> {
  let items: Item[] = [];
  let timer: NodeJS.Timeout | null = null;
  return {
    add(item) {
      items.push(item);
      if (items.length >= most) flush();
      else timer ??= setTimeout(flush, waitMs);
    },
    flush,
  };

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (items.length === 0) return;
    const whole = items;
    items = [];
    send(whole);
  }
}
