/**
 * The language of a template that a file's tag stands for: its own, else one of the same language and script where only
 * one of the two names a region (`de-DE` is `de`, `zh-CN` is `zh-Hans`). `null` for none: `de-AT` is not `de-DE`.
 */
export function languageMeant(tag: string, languages: readonly string[]): string | null {
  const own = languages.find((language) => language.toLowerCase() === tag.toLowerCase());
  if (own !== undefined) return own;
  const said = new Intl.Locale(tag);
  return languages.find((language) => isSame(said, new Intl.Locale(language))) ?? null;
}

function isSame(one: Intl.Locale, other: Intl.Locale): boolean {
  if (one.region !== undefined && other.region !== undefined) return false;
  const [whole, otherWhole] = [one.maximize(), other.maximize()];
  return whole.language === otherWhole.language && whole.script === otherWhole.script;
}
