import { partsOfCell } from "./parts-of-cell.ts";

const NAMED_IN = ["en", "zh-CN", "de", "fr", "es", "it", "pt", "ja", "ko"];
/** Languages that have names here; a tag may be of any other too. */
const NAMED =
  "ar bg bn cs da de el en es et fa fi fil fr he hi hr hu id it ja ka kk km ko lt lv ms my nb nl no pl pt ro ru sk sl sr sv sw ta th tr uk ur uz vi zh".split(
    " ",
  );

let byName: Map<string, string> | undefined;

/** Languages out of a cell, as BCP 47 tags in their order: tags (`de_DE` too) or names, parted as countries are. */
export function readLanguages(
  text: string,
): { ok: true; languages: string[] } | { ok: false; unknown: string } {
  const languages: string[] = [];
  for (const part of partsOfCell(text, /[,，;；|、\n]/)) {
    const language = languageTag(part);
    if (!language) return { ok: false, unknown: part };
    if (!languages.includes(language)) languages.push(language);
  }
  return { ok: true, languages };
}

function languageTag(text: string): string | null {
  const named = names().get(text.normalize("NFKC").toLowerCase());
  if (named) return named;
  // A word of five letters or more would pass for a tag.
  if (!/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(text)) return null;
  try {
    const [tag = null] = Intl.getCanonicalLocales(text.replaceAll("_", "-"));
    return tag && new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(tag) ? tag : null;
  } catch {
    return null;
  }
}

function names(): Map<string, string> {
  byName ??= new Map(
    NAMED_IN.flatMap((locale) => {
      const display = new Intl.DisplayNames(locale, { type: "language", fallback: "none" });
      return NAMED.flatMap((tag): [string, string][] => {
        const name = display.of(tag);
        return name ? [[name.normalize("NFKC").toLowerCase(), tag]] : [];
      });
    }),
  );
  return byName;
}
