/** How the ids of the standard environment spell a version: `python39` is 3.9, `nodejs20` is 20. */
const spelling: Readonly<Record<string, 'major' | 'major.minor'>> = {
  python: 'major.minor',
  go: 'major.minor',
  php: 'major.minor',
  ruby: 'major.minor',
  nodejs: 'major',
  java: 'major',
};

/** Language and version of a runtime's id, where it is one of the standard environment; else null. */
export function standardRuntime(id: string): { readonly language: string; readonly version: string } | null {
  const [, language = '', digits = ''] = /^([a-z]+)(\d+)$/.exec(id) ?? [];
  const how = Object.hasOwn(spelling, language) ? spelling[language] : undefined;
  if (how === undefined) return null;
  const dotted = how === 'major.minor' && digits.length > 1;
  return { language, version: dotted ? `${digits[0]}.${digits.slice(1)}` : digits };
}
