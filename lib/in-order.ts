/** The names that values have in a stated order, others after; the database keeps no order of its own. */
export function namesInOrder(values: object, names: readonly string[]): string[] {
  const known = names.filter((name) => Object.hasOwn(values, name));
  const others = Object.keys(values).filter((name) => !names.includes(name));
  return [...known, ...others];
}

/**
 * The same values with their names in a stated order. An object puts names that are whole numbers ("2024") first
 * whatever one does: what shows them goes by `namesInOrder`.
 */
export function inOrder<Value>(
  values: Record<string, Value>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(namesInOrder(values, names).map((name) => [name, values[name] as Value]));
}
