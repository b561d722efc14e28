/** `text` as a POSIX shell takes it for one word; as it is where that is what it is already. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
