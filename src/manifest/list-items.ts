import type { Content } from './document.ts';
import { pathKey } from './reader.ts';
import type { ObjectField } from './schema/field.ts';
import type { Range } from './yaml-problem.ts';

/** An item of a list at the top of a file. */
export interface ListItem<Item> {
  readonly index: number;
  readonly value: Item;
  /** Whether a key's value, or its default, can be used. */
  isSound(key: keyof Item & string): boolean;
  /** Where a key's value stands; null where it has its default. */
  rangeOf(key: keyof Item & string): Range | null;
}

/** The items that are mappings; of others, the report says so. */
export function itemsOf<Item>(
  { places }: Pick<Content<ObjectField>, 'places'>,
  key: string,
  items: readonly Item[] | null,
): readonly ListItem<Item>[] {
  return (items ?? []).flatMap((value, index) => {
    const path = [key, String(index)];
    if (places.failed.has(pathKey(path))) return [];
    const item: ListItem<Item> = {
      index,
      value,
      isSound: (name) => !places.failed.has(pathKey([...path, name])),
      rangeOf: (name) => places.ranges.get(pathKey([...path, name])) ?? null,
    };
    return [item];
  });
}

/** A stretch of a value as it stands in the text: the whole value, where quotes or line breaks make it stand otherwise. */
export function rangeWithin(
  text: string,
  { value, range: [from, to] }: { readonly value: string; readonly range: Range },
  { start, end }: { readonly start: number; readonly end: number },
): Range {
  const offset = text.slice(from, to).indexOf(value);
  if (offset === -1) return [from, to];
  // At the end of a value there is nothing to point at but its last character.
  const first = Math.min(start, value.length - 1);
  return [from + offset + first, from + offset + Math.max(end, first + 1)];
}
