import { useTranslations } from "next-intl";
import type { Operator } from "#lib/catalogue/product-filter.ts";

/** A field that products can be filtered by, and how it may be compared. */
export interface FilterField {
  field: string;
  label: string;
  operators: readonly Operator[];
  /** A question of yes or no. */
  isState: boolean;
}

const TEXT = ["equals", "not-equals", "in", "contains", "present", "missing"] as const;
const MEASURE = ["less", "more", "between", "equals"] as const;
const STATE = ["present", "missing"] as const;

/** What fields there are besides those of every product. */
export interface FilteredBy {
  attributes: readonly { name: string; type: string }[];
  templates: readonly { id: string; name: string }[];
}

/** Every field there is: what every product may have, its attributes and their lengths, and what was made of it. */
export function useFilterFields({ attributes, templates }: FilteredBy): FilterField[] {
  const t = useTranslations("catalogue.filterBuilder.fields");
  const plain = (field: string, label: string, operators: readonly Operator[]) => ({
    ...{ field, label, operators },
    isState: operators === STATE,
  });
  return [
    plain("key", t("key"), ["equals", "in", "contains", "not-equals"]),
    plain("title", t("title"), TEXT),
    plain("title.length", t("titleLength"), MEASURE),
    plain("category", t("category"), ["under", "equals", "not-equals", "present", "missing"]),
    plain("country", t("country"), ["equals", "in", "not-equals", "present", "missing"]),
    plain("language", t("language"), ["equals", "in", "not-equals", "present", "missing"]),
    plain("gtin", t("gtin"), ["present", "missing", "equals"]),
    plain("pictures.count", t("picturesCount"), [...MEASURE, "present", "missing"]),
    plain("pictures.minSide", t("picturesMinSide"), [...MEASURE, "present", "missing"]),
    plain("generated", t("generated"), STATE),
    ...templates.map(({ id, name }) => plain(`generated.${id}`, t("madeBy", { name }), STATE)),
    plain("approved", t("approved"), STATE),
    { ...plain("rejected", t("rejected"), [...STATE, "equals"]), isState: true },
    plain("published", t("published"), STATE),
    plain("changedSinceMade", t("changedSinceMade"), STATE),
    plain("changedSincePublished", t("changedSincePublished"), STATE),
    plain("importId", t("importId"), ["equals", "not-equals"]),
    ...attributes.map(({ name }) =>
      plain(`attributes.${name}`, t("attribute", { name }), [...TEXT, "less", "more", "between"]),
    ),
    ...attributes
      .filter(({ type }) => type === "text")
      .map(({ name }) => plain(`attributes.${name}.length`, t("attributeLength", { name }), MEASURE)),
  ];
}
