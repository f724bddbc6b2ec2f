/** Translations as lines of text: `de: Gusseisen`. */
export function translationLines(translations: Readonly<Record<string, string>>): string {
  return Object.entries(translations)
    .map(([tag, text]) => `${tag}: ${text}`)
    .join("\n");
}

/** The translations that lines of text stand for; the first line that is none, where there is one. */
export function readTranslationLines(
  text: string,
): { ok: true; translations: Record<string, string> } | { ok: false; line: string } {
  const translations: Record<string, string> = {};
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    const found = /^([a-z]{2,3}(?:[-_][a-z0-9]{2,8})*)\s*[:：]\s*(.+)$/i.exec(line);
    const [, tag, translation] = found ?? [];
    if (!tag || !translation) return { ok: false, line };
    translations[tag.replaceAll("_", "-")] = translation.trim();
  }
  return { ok: true, translations };
}
