import { fitsType } from "#lib/datasets/column-type.ts";
import { readQuantity } from "./quantity.ts";

/** What values of an attribute are. */
export const ATTRIBUTE_TYPES = ["number", "quantity", "boolean", "date", "url", "text"] as const;

export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** What was learnt about an attribute from its values: how many there were of each kind and in each unit. */
export interface AttributeSeen {
  kinds: Partial<Record<AttributeType, number>>;
  units: Record<string, number>;
}

/** What kind of value this is, which is not empty. */
export function valueKind(value: string): {
  kind: AttributeType;
  unit: string | null;
  number: number | null;
} {
  const quantity = readQuantity(value);
  if (quantity) return { kind: quantity.unit === null ? "number" : "quantity", ...quantity };
  if (/^(true|false|yes|no|是|否)$/i.test(value.trim())) return { kind: "boolean", unit: null, number: null };
  if (value.length <= 40 && fitsType(value, "date")) return { kind: "date", unit: null, number: null };
  if (/^https?:\/\//i.test(value) && fitsType(value, "url")) return { kind: "url", unit: null, number: null };
  return { kind: "text", unit: null, number: null };
}

/** Adds one value to what was learnt. */
export function learn(
  seen: AttributeSeen,
  { kind, unit }: Pick<ReturnType<typeof valueKind>, "kind" | "unit">,
): void {
  seen.kinds[kind] = (seen.kinds[kind] ?? 0) + 1;
  if (unit === null) return;
  // A misspelt unit in each row must not make a list without end.
  if (unit in seen.units || Object.keys(seen.units).length < MOST_UNITS)
    seen.units[unit] = (seen.units[unit] ?? 0) + 1;
}

const MOST_UNITS = 50;
/** Of a hundred values so many may be of another kind before the attribute is taken for a text. */
const SHARE_OF_STRAYS = 0.02;

/** The type of an attribute: what nearly all its values are; numbers with and without a unit are quantities together. */
export function attributeType({ kinds }: Pick<AttributeSeen, "kinds">): AttributeType {
  const total = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  if (total === 0) return "text";
  const most = total * (1 - SHARE_OF_STRAYS);
  const plain = ATTRIBUTE_TYPES.find((type) => type !== "quantity" && (kinds[type] ?? 0) >= most);
  if (plain) return plain;
  return (kinds.number ?? 0) + (kinds.quantity ?? 0) >= most ? "quantity" : "text";
}

/** The unit that most values of an attribute are in; `null` for none. */
export function usualUnit({ units }: Pick<AttributeSeen, "units">): string | null {
  return Object.entries(units).sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
