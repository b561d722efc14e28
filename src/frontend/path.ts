/**
 * Whether nginx understands the path of a target: each `%` is followed by two hex digits and stands for no NUL, and no `..`
 * leads above the root. What it does not understand it answers 400 (`ngx_http_parse_complex_uri`); the query may be anything.
 */
export function isPathForNginx(target: string): boolean {
  const end = target.search(/[?#]/);
  const path = end === -1 ? target : target.slice(0, end);
  // Most paths have nothing that could be wrong.
  if (!path.includes('%') && !path.includes('/.')) return true;
  if (/%(?![0-9A-Fa-f]{2})|%00/.test(path)) return false;
  return staysBelowRoot(path.replace(/%2e/gi, '.').replace(/%2f/gi, '/'));
}

function staysBelowRoot(path: string): boolean {
  let depth = 0;
  for (const segment of path.split('/')) {
    if (segment === '..') depth--;
    // Slashes in a row are one to it (`merge_slashes on`).
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return false;
  }
  return true;
}
