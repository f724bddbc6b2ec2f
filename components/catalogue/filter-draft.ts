import type { FilterCondition, FilterPart, ProductFilter } from "#lib/catalogue/product-filter.ts";

/** The parts of a filter, all or any of which have to hold. */
export function partsOf(filter: ProductFilter): FilterPart[] {
  return "all" in filter ? filter.all : filter.any;
}

/** A filter of the same parts, all or any. */
export function withParts(filter: ProductFilter, parts: FilterPart[]): ProductFilter {
  return "all" in filter ? { all: parts } : { any: parts };
}

/** The filter that an address holds; an empty one where it holds none that can be read. */
export function filterOfText(text: string | null): ProductFilter {
  try {
    const read: unknown = JSON.parse(text ?? "");
    return isFilter(read) ? read : { all: [] };
  } catch {
    return { all: [] };
  }
}

/** The filter as an address holds it; `null` for an empty one. */
export function textOfFilter(filter: ProductFilter): string | null {
  return partsOf(filter).length === 0 ? null : JSON.stringify(filter);
}

/** The address of the products of a filter. */
export function productsHref(filter: ProductFilter, selectionId?: string): string {
  const query = new URLSearchParams({ filter: JSON.stringify(filter) });
  if (selectionId) query.set("selection", selectionId);
  return `/catalogue?${query}`;
}

/** The address of the products that an import's file had. */
export function importedProductsHref(importId: string): string {
  return productsHref({ all: [{ field: "importId", is: "equals", value: importId }] });
}

/** A filter without what is not filled in yet, so that it can be asked; groups without conditions go too. */
export function completeFilter(filter: ProductFilter): ProductFilter {
  const parts = partsOf(filter).flatMap((part): FilterPart[] => {
    if ("field" in part) return isComplete(part) ? [part] : [];
    const inner = completeFilter(part);
    return partsOf(inner).length === 0 ? [] : [inner];
  });
  return withParts(filter, parts);
}

/** Whether two filters say the same, in whatever order the names of their conditions are stored. */
export function isSameFilter(one: ProductFilter, other: ProductFilter): boolean {
  return isSamePart(completeFilter(one), completeFilter(other));
}

function isSamePart(one: FilterPart, other: FilterPart | undefined): boolean {
  if (other === undefined) return false;
  if ("field" in one || "field" in other)
    return (
      "field" in one &&
      "field" in other &&
      one.field === other.field &&
      one.is === other.is &&
      JSON.stringify(one.value) === JSON.stringify(other.value)
    );
  const [parts, others] = [partsOf(one), partsOf(other)];
  return (
    "all" in one === "all" in other &&
    parts.length === others.length &&
    parts.every((part, at) => isSamePart(part, others[at]))
  );
}

function isComplete({ field, is, value }: FilterCondition): boolean {
  if (field === "") return false;
  if (is === "present" || is === "missing") return true;
  const values = Array.isArray(value) ? value : [value];
  const filled = values.filter((one) => one !== undefined && String(one).trim() !== "");
  return filled.length > 0 && (is !== "between" || filled.length === 2);
}

function isFilter(value: unknown): value is ProductFilter {
  if (typeof value !== "object" || value === null) return false;
  const parts: unknown = "all" in value ? value.all : "any" in value ? value.any : null;
  return Array.isArray(parts) && parts.every((part) => isFilter(part) || isCondition(part));
}

function isCondition(part: unknown): boolean {
  return (
    typeof part === "object" &&
    part !== null &&
    "field" in part &&
    typeof part.field === "string" &&
    "is" in part
  );
}
