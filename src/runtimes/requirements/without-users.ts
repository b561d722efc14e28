/** Users and passwords in URLs as asterisks, as many as they have characters; `git@` is nobody's. */
export function withoutUsers(text: string): string {
  return text.replace(/(?<=:\/\/)(?!git@)[^\s/@]+(?=@)/g, (user) => '*'.repeat(user.length));
}
