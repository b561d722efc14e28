/** One header field as it came, and its name in lower case, by which rules compare. */
export interface HeaderField {
  readonly name: string;
  readonly key: string;
  readonly value: string;
}

/** A header field of that name and value. */
export function field(name: string, value: string): HeaderField {
  return { name, key: name.toLowerCase(), value };
}

/** Makes fields of one name: for names that are the same at every request. */
export function named(name: string): (value: string) => HeaderField {
  const key = name.toLowerCase();
  return (value) => ({ name, key, value });
}

/** The fields of node's `rawHeaders`: names at even places, values at odd ones. */
export function fieldsFrom(rawHeaders: readonly string[]): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    fields.push(field(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''));
  }
  return fields;
}

/** The same as `rawHeaders` has them, for `ServerResponse.writeHead`. */
export function rawHeadersOf(fields: readonly HeaderField[]): string[] {
  const raw: string[] = [];
  for (const { name, value } of fields) raw.push(name, value);
  return raw;
}

/** The value of the first field of that name. `key` in lower case. */
export function firstValue(fields: readonly HeaderField[], key: string): string | null {
  for (const candidate of fields) if (candidate.key === key) return candidate.value;
  return null;
}

/** All values of that name joined to one list, as RFC 9110 §5.3 allows; null where there is none. */
export function listValue(fields: readonly HeaderField[], key: string): string | null {
  let list: string | null = null;
  for (const candidate of fields) {
    if (candidate.key === key) list = list === null ? candidate.value : `${list}, ${candidate.value}`;
  }
  return list;
}

/** Removes fields in place: a head belongs to one request, and a new list per rule would cost more than the rules. */
export function removeWhere(fields: HeaderField[], unwanted: (field: HeaderField) => boolean): void {
  let kept = 0;
  for (const candidate of fields) {
    if (!unwanted(candidate)) fields[kept++] = candidate;
  }
  // Mostly nothing is removed; and to set an array's length, even to what it is, takes longer than to look at all of it.
  while (fields.length > kept) fields.pop();
}

/** Puts one field in the place of all of that name. */
export function replace(fields: HeaderField[], replacement: HeaderField): void {
  removeWhere(fields, ({ key }) => key === replacement.key);
  fields.push(replacement);
}

/** Adds an entry at the right end of a list field. */
export function appendToList(fields: HeaderField[], entry: HeaderField): void {
  const before = listValue(fields, entry.key);
  if (before === null || before === '') replace(fields, entry);
  else replace(fields, { ...entry, value: `${before}, ${entry.value}` });
}
