import { partsOfCell } from "./parts-of-cell.ts";

/** Codes that ISO 3166 gives no country, or no longer. */
const NO_COUNTRY = new Set(["EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"]);
/** Languages in which suppliers name countries. */
const NAMED_IN = ["en", "zh-CN", "zh-TW", "de", "fr", "es", "it", "pt", "ja", "ko"];
const OTHER_NAMES: Record<string, string> = { uk: "GB", usa: "US", "u.s.a.": "US", uae: "AE", 美國: "US" };

let byName: Map<string, string> | undefined;

/** Countries out of a cell, as ISO 3166 codes in their order: codes or names, parted by commas, semicolons or bars. */
export function readCountries(
  text: string,
): { ok: true; countries: string[] } | { ok: false; unknown: string } {
  const countries: string[] = [];
  for (const part of partsOfCell(text, /[,，;；|、\n]/)) {
    const country = countryCode(part);
    if (!country) return { ok: false, unknown: part };
    if (!countries.includes(country)) countries.push(country);
  }
  return { ok: true, countries };
}

function countryCode(text: string): string | null {
  byName ??= countryNames();
  return byName.get(text.normalize("NFKC").toLowerCase()) ?? null;
}

function countryNames(): Map<string, string> {
  const names = new Map(Object.entries(OTHER_NAMES));
  const displays = NAMED_IN.map(
    (locale) => new Intl.DisplayNames(locale, { type: "region", fallback: "none" }),
  );
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    // A code that stands for another, such as UK, is found under that one's name.
    if (new Intl.Locale("und", { region: code }).region !== code || NO_COUNTRY.has(code)) continue;
    const known = displays.map((display) => display.of(code)).filter((name) => name !== undefined);
    if (known.length === 0) continue;
    for (const name of [code, ...known]) {
      const key = name.normalize("NFKC").toLowerCase();
      if (!names.has(key)) names.set(key, code);
    }
  }
  return names;
}
