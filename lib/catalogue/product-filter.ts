import { validate as isUuid } from "uuid";
import { z } from "zod";
import { foldedValue } from "#db/queries/catalogue/index-terms.ts";
import type { NumberRange, ProductQuestion, TextName } from "#db/queries/catalogue/product-question.ts";
import { accept, type FieldRefusal, type Result, refuse } from "#lib/result.ts";
import { type AttributeSeen, usualUnit } from "./attribute-type.ts";
import { readCategoryPath } from "./categories/category-path.ts";
import { readCountries } from "./country.ts";
import { attributeOf } from "./imports/import-plan.ts";
import { readLanguages } from "./language-tag.ts";
import { readQuantity } from "./quantity.ts";

/** How a field may be held against a value. */
const OPERATORS = [
  ...(["equals", "not-equals", "in", "contains", "present", "missing"] as const),
  ...(["less", "more", "between", "under"] as const),
] as const;

export type Operator = (typeof OPERATORS)[number];

const plainValue = z.union([z.string().max(2_000), z.number(), z.boolean()]);

const conditionSchema = z.object({
  field: z.string().max(300),
  is: z.enum(OPERATORS),
  value: z.union([plainValue, z.array(plainValue).max(1_000)]).optional(),
});

export type FilterCondition = z.output<typeof conditionSchema>;
export type FilterPart = FilterCondition | ProductFilter;
export type ProductFilter = { all: FilterPart[] } | { any: FilterPart[] };

const MOST_PARTS = 100;
const MOST_DEPTH = 10;

/** A filter over the catalogue: conditions of which all or any have to hold, and filters in place of a condition. */
export const productFilterSchema: z.ZodType<ProductFilter> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(partSchema).max(MOST_PARTS) }),
    z.strictObject({ any: z.array(partSchema).max(MOST_PARTS) }),
  ]),
);

const partSchema: z.ZodType<FilterPart> = z.lazy(() => z.union([conditionSchema, productFilterSchema]));

/** What a filter may name that has to be there. */
export interface FilterWorld {
  attributes: ReadonlyMap<string, AttributeSeen>;
  /** Ids of the category of a path and of all under it, or of it alone; `null` where there is no such category. */
  categoryIds: (path: readonly string[], isWholeTree: boolean) => number[] | null;
  templateIds: ReadonlySet<string>;
}

/** Attributes and templates that a filter names. */
export function namedIn(filter: ProductFilter): { attributes: string[]; templateIds: string[] } {
  const fields = conditionsOf(filter).map(({ field }) => field);
  return {
    attributes: fields.flatMap((field) => {
      const measured = withoutLength(field);
      const names = [attributeOf(field), measured, measured === null ? null : attributeOf(measured)];
      return names.filter((name) => name !== null).flatMap(writtenAlike);
    }),
    templateIds: fields.flatMap((field) => /^generated\.(.+)$/.exec(field)?.[1] ?? []),
  };
}

/** Whether a filter leaves every product in. */
export function isEmptyFilter(filter: ProductFilter): boolean {
  return conditionsOf(filter).length === 0;
}

function conditionsOf(filter: ProductFilter): FilterCondition[] {
  return partsOf(filter).flatMap((part) => ("field" in part ? [part] : conditionsOf(part)));
}

function partsOf(filter: ProductFilter): FilterPart[] {
  return "all" in filter ? filter.all : filter.any;
}

/**
 * The question that a filter asks. Refuses with each place that makes no sense: a field that there is not, an attribute
 * that no product has had, a category or template that is gone, a comparison the field does not know, a value it cannot
 * be held against.
 */
export function productQuestion(
  filter: ProductFilter,
  world: FilterWorld,
): Result<ProductQuestion, "filter_invalid"> {
  const problems: FieldRefusal[] = [];
  let count = 0;
  const read = (one: ProductFilter, path: string, depth: number): ProductQuestion => {
    const name = "all" in one ? "all" : "any";
    const parts = partsOf(one).flatMap((part, at): ProductQuestion[] => {
      const place = `${path}.${name}.${at}`;
      if (!("field" in part)) {
        if (depth < MOST_DEPTH) return [read(part, place, depth + 1)];
        problems.push({ path: place, code: "filter_too_deep", params: { limit: MOST_DEPTH } });
        return [];
      }
      count++;
      const question = conditionQuestion(part, world);
      if (question.ok) return [question.value];
      const { code, params } = question.refusal;
      problems.push({
        path: `${place}.${code === "value_unfit" ? "value" : "field"}`,
        code,
        ...(params && { params }),
      });
      return [];
    });
    // Nothing asked is nothing left out, also where any would do.
    return name === "all" || parts.length === 0 ? { all: parts } : { any: parts };
  };
  const question = read(filter, "filter", 1);
  if (count > MOST_PARTS)
    problems.push({ path: "filter", code: "filter_too_long", params: { limit: MOST_PARTS } });
  return problems.length > 0 ? refuse("filter_invalid", undefined, problems) : accept(question);
}

type ConditionRefusal =
  | "field_unknown"
  | "attribute_unknown"
  | "category_unknown"
  | "template_unknown"
  | "operator_unfit"
  | "value_unfit";

type Answer = Result<ProductQuestion, ConditionRefusal>;

function conditionQuestion(condition: FilterCondition, world: FilterWorld): Answer {
  const { field } = condition;
  // An attribute may be called so that its name looks like the length of another.
  const whole = attributeOf(field) !== null ? textName(field, world) : null;
  if (whole) return attributeQuestion(condition, whole, world);
  const measured = withoutLength(field);
  if (measured !== null) {
    const name = textName(measured, world) ?? textName(`attributes.${measured}`, world);
    return name ? lengthQuestion(condition, name) : unknownAttribute(attributeOf(measured) ?? measured);
  }
  const template = /^generated\.(.+)$/.exec(field)?.[1];
  if (template !== undefined) {
    if (!world.templateIds.has(template)) return refuse("template_unknown", { template });
    return stateQuestion(condition, { of: "made", templateId: template });
  }
  const attribute = attributeOf(field);
  if (attribute !== null) return unknownAttribute(attribute);
  switch (field) {
    case "key":
      return keyQuestion(condition);
    case "title":
    case "gtin":
      return attributeQuestion(condition, { fact: field }, world);
    case "category":
      return categoryQuestion(condition, world);
    case "country":
      return listedQuestion(condition, "countries");
    case "language":
      return listedQuestion(condition, "languages");
    case "pictures.count":
    case "pictures.minSide":
      return picturesQuestion(condition, field === "pictures.count" ? "count" : "minSide");
    case "importId":
      return importQuestion(condition);
    case "generated":
      return stateQuestion(condition, { of: "made", templateId: null });
    case "approved":
      return stateQuestion(condition, { of: "approved" });
    case "rejected":
      return rejectedQuestion(condition);
    case "published":
      return stateQuestion(condition, { of: "published" });
    case "changedSincePublished":
      return stateQuestion(condition, { of: "changed-since", what: "published" });
    case "changedSinceMade":
      return stateQuestion(condition, { of: "changed-since", what: "made" });
    default:
      return refuse("field_unknown", { field });
  }
}

function withoutLength(field: string): string | null {
  return /^(.+)\.length$/.exec(field)?.[1] ?? null;
}

function textName(field: string, { attributes }: FilterWorld): TextName | null {
  if (field === "title" || field === "gtin") return { fact: field };
  const named = writtenAlike(attributeOf(field) ?? "");
  const attribute = named.find((name) => attributes.has(name));
  return attribute === undefined ? null : { attribute };
}

/** A text as it is asked for, and as it is kept: with its accents on their letters, unless it was kept before that. */
function writtenAlike(text: string): string[] {
  return [...new Set([text, text.normalize("NFC")])];
}

function unknownAttribute(attribute: string): Answer {
  return refuse("attribute_unknown", { attribute });
}

function unfit({ field, is }: FilterCondition): Answer {
  return refuse("operator_unfit", { field, is });
}

function wrongValue({ field }: FilterCondition): Answer {
  return refuse("value_unfit", { field });
}

function not(question: ProductQuestion): Answer {
  return accept({ not: question });
}

/** The values of a condition as texts; `null` where it has none or an empty one. */
function texts({ value }: FilterCondition): string[] | null {
  const values = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((one) =>
    String(one).trim(),
  );
  return values.length > 0 && values.every((one) => one !== "") ? values : null;
}

function keyQuestion(condition: FilterCondition): Answer {
  const values = texts(condition);
  if (!["equals", "not-equals", "in", "contains"].includes(condition.is)) return unfit(condition);
  if (!values) return wrongValue(condition);
  if (condition.is === "contains") return accept({ of: "key", contains: (values[0] ?? "").normalize("NFC") });
  const question: ProductQuestion = { of: "key", in: values.map((value) => value.normalize("NFC")) };
  return condition.is === "not-equals" ? not(question) : accept(question);
}

function attributeQuestion(condition: FilterCondition, name: TextName, world: FilterWorld): Answer {
  if (condition.is === "present") return accept({ of: "has", name });
  if (condition.is === "missing") return not({ of: "has", name });
  if (condition.is === "less" || condition.is === "more" || condition.is === "between") {
    if (!("attribute" in name)) return unfit(condition);
    const seen = world.attributes.get(name.attribute);
    const range = rangeOf(condition, (value) => quantityOf(value, seen));
    return range ? accept({ of: "number", attribute: name.attribute, range }) : wrongValue(condition);
  }
  const values = texts(condition);
  if (condition.is === "under") return unfit(condition);
  if (!values) return wrongValue(condition);
  if (condition.is === "contains")
    return accept({ of: "text", name, contains: (values[0] ?? "").normalize("NFC") });
  const question: ProductQuestion = { of: "value", name, in: values.flatMap(writtenAlike).map(foldedValue) };
  // What is missing is not equal either.
  return condition.is === "not-equals" ? not(question) : accept(question);
}

/** A value in the base unit. Without a unit it is taken in the one that most of the attribute's values are in. */
function quantityOf(value: string, seen: AttributeSeen | undefined): number | null {
  const quantity = readQuantity(value);
  if (!quantity || quantity.unit !== null) return quantity?.number ?? null;
  const unit = seen ? usualUnit(seen) : null;
  return (unit === null ? null : readQuantity(`${value} ${unit}`)?.number) ?? quantity.number;
}

function rangeOf(condition: FilterCondition, read: (value: string) => number | null): NumberRange | null {
  const numbers = (texts(condition) ?? []).map(read);
  const [first = null, second = null] = numbers;
  if (condition.is === "between")
    return numbers.length === 2 && first !== null && second !== null && first <= second
      ? { from: first, to: second, isOpen: false }
      : null;
  if (numbers.length !== 1 || first === null) return null;
  if (condition.is === "less") return { from: null, to: first, isOpen: true };
  if (condition.is === "more") return { from: first, to: null, isOpen: true };
  return { from: first, to: first, isOpen: false };
}

const MEASURED: readonly Operator[] = ["equals", "less", "more", "between"];

function lengthQuestion(condition: FilterCondition, name: TextName): Answer {
  if (!MEASURED.includes(condition.is)) return unfit(condition);
  const range = rangeOf(condition, wholeNumber);
  return range ? accept({ of: "length", name, range }) : wrongValue(condition);
}

function picturesQuestion(condition: FilterCondition, measure: "count" | "minSide"): Answer {
  if (condition.is === "present" || condition.is === "missing") {
    const question: ProductQuestion =
      measure === "count"
        ? { of: "pictures", measure, range: { from: 1, to: null, isOpen: false } }
        : { of: "measured" };
    return condition.is === "present" ? accept(question) : not(question);
  }
  if (!MEASURED.includes(condition.is)) return unfit(condition);
  const range = rangeOf(condition, wholeNumber);
  return range ? accept({ of: "pictures", measure, range }) : wrongValue(condition);
}

function wholeNumber(value: string): number | null {
  return /^\d{1,9}$/.test(value) ? Number(value) : null;
}

function categoryQuestion(condition: FilterCondition, { categoryIds }: FilterWorld): Answer {
  const has: ProductQuestion = { of: "has", name: { fact: "category" } };
  if (condition.is === "present") return accept(has);
  if (condition.is === "missing") return not(has);
  if (!["equals", "not-equals", "in", "under"].includes(condition.is)) return unfit(condition);
  const values = texts(condition);
  if (!values) return wrongValue(condition);
  const ids: number[] = [];
  for (const value of values) {
    const path = readCategoryPath(value);
    const found = path.ok ? categoryIds(path.path, condition.is === "under") : null;
    if (!found) return refuse("category_unknown", { category: value });
    ids.push(...found);
  }
  const question: ProductQuestion = { of: "category", in: ids };
  return condition.is === "not-equals" ? not(question) : accept(question);
}

function listedQuestion(condition: FilterCondition, fact: "countries" | "languages"): Answer {
  const has: ProductQuestion = { of: "has", name: { fact } };
  if (condition.is === "present") return accept(has);
  if (condition.is === "missing") return not(has);
  if (!["equals", "not-equals", "in"].includes(condition.is)) return unfit(condition);
  const values = (texts(condition) ?? []).flatMap((value) => {
    const read = fact === "countries" ? readCountries(value) : readLanguages(value);
    if (!read.ok) return [null];
    return "countries" in read ? read.countries : read.languages;
  });
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return wrongValue(condition);
  const question: ProductQuestion = { of: "listed", fact, in: known };
  return condition.is === "not-equals" ? not(question) : accept(question);
}

function importQuestion(condition: FilterCondition): Answer {
  if (!["equals", "not-equals", "in"].includes(condition.is)) return unfit(condition);
  const values = texts(condition);
  if (!values?.every((value) => isUuid(value))) return wrongValue(condition);
  const question: ProductQuestion = { of: "import", in: values };
  return condition.is === "not-equals" ? not(question) : accept(question);
}

/** A question of yes or no: `present` and `missing`, or `equals` with a truth value. */
function stateQuestion(condition: FilterCondition, question: ProductQuestion): Answer {
  const [value = "true"] = texts(condition) ?? [];
  if (condition.is === "present") return accept(question);
  if (condition.is === "missing") return not(question);
  if (condition.is !== "equals" && condition.is !== "not-equals") return unfit(condition);
  if (value !== "true" && value !== "false") return wrongValue(condition);
  return (value === "true") === (condition.is === "equals") ? accept(question) : not(question);
}

function rejectedQuestion(condition: FilterCondition): Answer {
  const [value] = texts(condition) ?? [];
  if (value === undefined || value === "true" || value === "false")
    return stateQuestion(condition, { of: "rejected", reason: null });
  if (condition.is !== "equals" && condition.is !== "not-equals" && condition.is !== "in")
    return unfit(condition);
  const reasons: ProductQuestion = {
    any: (texts(condition) ?? []).map((reason) => ({ of: "rejected" as const, reason })),
  };
  return condition.is === "not-equals" ? not(reasons) : accept(reasons);
}
