import { randomBytes } from 'node:crypto';

/** Gives `digits` random hex digits in lower case. */
export type RandomHex = (digits: number) => string;

const stockBytes = 4096;

/** Draws random bytes for many requests at once: asking the system for each costs as much as all rules together. */
export function createRandomHex(): RandomHex {
  let stock = '';
  let used = 0;
  return (digits) => {
    if (used + digits > stock.length) {
      stock = randomBytes(stockBytes).toString('hex');
      used = 0;
    }
    used += digits;
    return stock.slice(used - digits, used);
  };
}
