import { categoryText } from "./categories/category-path.ts";
import { ATTRIBUTE_PREFIX } from "./imports/import-plan.ts";
import { pictureText, type StoredPicture } from "./pictures.ts";

/** A field of a product before and after; `null` where it has none. */
export interface FieldChange {
  /** As filters name it. */
  field: string;
  before: string | null;
  after: string | null;
}

const FACTS: Record<string, string> = {
  title: "title",
  gtin: "gtin",
  category: "category",
  countries: "country",
  languages: "language",
  pictures: "pictures",
};

/** What laying a patch over a product changes, field by field: the facts first, then attributes by name. */
export function productDiff(
  before: { facts: Record<string, unknown>; attributes: Record<string, string> } | null,
  patch: { facts: Record<string, unknown>; attributes: Record<string, string | null> },
): FieldChange[] {
  const facts = Object.entries(FACTS).flatMap(([name, field]) => {
    if (!Object.hasOwn(patch.facts, name)) return [];
    return [{ field, before: factText(before?.facts[name]), after: factText(patch.facts[name]) }];
  });
  const attributes = Object.keys(patch.attributes)
    .sort()
    .map((name) => ({
      field: ATTRIBUTE_PREFIX + name,
      before: ownValue(before?.attributes, name),
      after: patch.attributes[name] ?? null,
    }));
  return [...facts, ...attributes].filter((change) => change.before !== change.after);
}

/** A fact as people read it; `null` where there is none. */
function factText(fact: unknown): string | null {
  if (fact === null || fact === undefined) return null;
  if (typeof fact === "string") return fact;
  if (!Array.isArray(fact)) return JSON.stringify(fact);
  if (fact.every((part) => typeof part === "string")) return categoryText(fact);
  return (fact as StoredPicture[]).map(pictureText).join("\n");
}

function ownValue(values: Record<string, string> | undefined, name: string): string | null {
  return values && Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}
