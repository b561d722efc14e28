/** The code of a system error, such as `ENOENT`; null where what was thrown has none. */
export function codeOf(cause: unknown): string | null {
  return isError(cause) && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}

/** What was thrown, in its own words. */
export function messageOf(cause: unknown): string {
  return isError(cause) ? cause.message : String(cause);
}

/** Jest gives tests a global object of their own, whose `Error` is not that of Node's errors: `instanceof` fails there. */
function isError(cause: unknown): cause is Error {
  return Error.isError(cause);
}
