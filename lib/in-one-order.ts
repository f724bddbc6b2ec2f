/** A value as JSON with the keys of its objects in one order: the database gives them back in an order of its own. */
export function inOneOrder(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
