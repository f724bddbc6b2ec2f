import type { StoredMappedField } from "#db/schema/publishing.ts";
import type { FieldRefusal } from "#lib/result.ts";

/** The code of an attribute, then its locale, channel, currency or unit; also an association, as `X_SELL-products`. */
const COLUMN = /^[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+){0,3}$/;
const LOCALE = /^[a-z]{2,3}(?:_[A-Z][a-z]{3})?_[A-Z]{2}$/;

/** The locale that a column is of, as `en_US`; `null` where it is of all. */
export function localeOf(column: string): string | null {
  return (
    column
      .split("-")
      .slice(1)
      .find((part) => LOCALE.test(part)) ?? null
  );
}

/** Whether a text in a language belongs into a column of a locale: `de` into `de_DE` and `de_AT`, `de-AT` into the latter. */
export function speaks(language: string, locale: string): boolean {
  const wanted = new Intl.Locale(locale.replaceAll("_", "-"));
  const spoken = new Intl.Locale(language);
  const [one, other] = [wanted.maximize(), spoken.maximize()];
  return (
    one.language === other.language &&
    one.script === other.script &&
    (spoken.region === undefined || spoken.region === wanted.region)
  );
}

/** What of a mapping Akeneo would not read as it is meant, or `null`. */
export function columnsMisfit(
  mapping: readonly StoredMappedField[],
  identifier: string,
): FieldRefusal | null {
  const names = mapping.map(({ to }) => to);
  if (!names.includes(identifier)) return misfit("product_column_missing", { column: identifier });
  const wrong = names.find((name) => !COLUMN.test(name));
  return wrong === undefined ? null : misfit("akeneo_column_invalid", { column: wrong });
}

function misfit(code: string, params: Record<string, string>): FieldRefusal {
  return { path: "mapping", code, params };
}
