const names = new Map<string, string>();

/** A target language as a template sees it: its code, and its English name, which every model knows. */
export function promptLanguage(code: string): { code: string; name: string } {
  let name = names.get(code);
  if (name === undefined) {
    name = new Intl.DisplayNames("en", { type: "language" }).of(code) ?? code;
    names.set(code, name);
  }
  return { code, name };
}
