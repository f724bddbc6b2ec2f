import { isDeepStrictEqual } from "node:util";

/** A field that is not as it stands in the channel; `null` on the side that does not have it. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** What differs between what stands and what would, field by field, in the order of what would. */
export function fieldChanges(
  before: Record<string, unknown> | null,
  after: Record<string, unknown>,
): FieldChange[] {
  const former = before ?? {};
  const names = new Set([...Object.keys(after), ...Object.keys(former)]);
  return [...names].flatMap((field) => {
    const [was, is] = [former[field] ?? null, after[field] ?? null];
    return isDeepStrictEqual(was, is) ? [] : [{ field, before: was, after: is }];
  });
}
