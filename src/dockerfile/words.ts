/** Words of an argument, with their quotes. */
export function wordsOf(argument: string): readonly string[] {
  return placedWords(argument).map(({ word }) => word);
}

/** The same, and where in the argument each begins. */
export function placedWords(argument: string): readonly { readonly word: string; readonly index: number }[] {
  return [...argument.matchAll(wordPattern)].map((found) => ({ word: found[0], index: found.index }));
}

/** A word without its quotes. */
export function unquoted(word: string): string {
  return word.replace(
    /"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\([\s\S])/g,
    (_all, double?: string, single?: string, escaped?: string) =>
      double?.replace(/\\(["\\$])/g, '$1') ?? single ?? escaped ?? '',
  );
}

const wordPattern = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*'|["'\\])+/g;
