/** `count` different row numbers of 1…rowCount in random order; all of them when there are no more (Floyd). */
export function randomRowNumbers(rowCount: number, count: number, random: () => number): number[] {
  const drawn = new Set<number>();
  for (let last = Math.max(1, rowCount - count + 1); last <= rowCount; last++) {
    const candidate = 1 + Math.floor(random() * last);
    drawn.add(drawn.has(candidate) ? last : candidate);
  }
  return shuffled([...drawn], random);
}

/** A copy in random order. */
function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other] as Item, copy[last] as Item];
  }
  return copy;
}
