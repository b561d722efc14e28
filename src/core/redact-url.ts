/** `url` fit for messages and cache keys: user and password are replaced by `***`. Takes any text that may hold URLs. */
export function redactUrl(url: string): string {
  return url.replace(/(:\/\/)[^/\s?#]*@/g, '$1***@');
}
