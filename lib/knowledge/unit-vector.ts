/**
 * A vector of length 1 in the same direction, which compares as the given one does and fits every kind of number that
 * vectors are kept in; `null` for what is no direction: not all finite, or nothing but zeros.
 */
export function unitVector(vector: readonly number[]): number[] | null {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!Number.isFinite(largest) || largest === 0 || vector.some(Number.isNaN)) return null;
  // Squares of very large or very small numbers leave the range of a double.
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + (value / largest) ** 2, 0));
  return vector.map((value) => Math.fround(value / largest / norm));
}
