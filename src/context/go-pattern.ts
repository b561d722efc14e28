/** Whether Go's path/filepath.Match takes `pattern`: every `[` is closed and holds something, and no `\` is the last character. */
export function isGoPattern(pattern: string): boolean {
  let rest = pattern;
  while (rest !== '') {
    const after = rest.startsWith('[') ? afterClass(rest) : afterCharacter(rest);
    if (after === null) return false;
    rest = after;
  }
  return true;
}

/** What follows the first character, escaped or not; null where there is none. */
function afterCharacter(text: string): string | null {
  const length = text.startsWith('\\') ? 2 : 1;
  return text.length < length ? null : text.slice(length);
}

/** What follows `[a-z]`; null where it is not a class. */
function afterClass(text: string): string | null {
  let rest = text.startsWith('[^') ? text.slice(2) : text.slice(1);
  do {
    const low = afterBound(rest);
    const high = low?.startsWith('-') === true ? afterBound(low.slice(1)) : low;
    if (high === null) return null;
    rest = high;
  } while (!rest.startsWith(']'));
  return rest.slice(1);
}

/** A class's bound must be followed by something, if only by `]`. */
function afterBound(text: string): string | null {
  if (text === '' || text.startsWith('-') || text.startsWith(']')) return null;
  return afterCharacter(text) || null;
}
