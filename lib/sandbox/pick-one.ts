/** One of the items, by the generator's next number; `undefined` only of an empty list. */
export function pickOne<Item>(items: readonly Item[], random: () => number): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
