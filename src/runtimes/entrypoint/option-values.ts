/** As command lines of Python's argparse, click and most others take them: `-w 2`, `-w2`, `-w=2`, `--workers 2`, `--workers=2`. */
export function optionValues(words: readonly string[], names: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const name = names.find((candidate) => isOption(word, candidate));
    if (name === undefined) return [];
    if (word === name) return words[index + 1] ?? [];
    return word.slice(name.length).replace(/^=/, '');
  });
}

/** The one that counts: the last. */
export function optionValue(words: readonly string[], ...names: readonly string[]): string | null {
  return optionValues(words, names).at(-1) ?? null;
}

function isOption(word: string, name: string): boolean {
  if (word === name) return true;
  if (name.startsWith('--')) return word.startsWith(`${name}=`);
  return word.startsWith(name) && !word.startsWith('--');
}
