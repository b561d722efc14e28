/** `url` fit for messages and cache keys: user and password are replaced by `***`. Takes any text that may hold URLs. */
export function redactUrl(url: string): string {
  return url.replace(/(:\/\/)[^/\s?#]*@/g, '$1***@');
}

/** A text in which the passwords of URLs are asterisks, as many as they have characters. */
export function hidePasswords(text: string): string {
  return text.replace(/(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g, (password) => '*'.repeat(password.length));
}
