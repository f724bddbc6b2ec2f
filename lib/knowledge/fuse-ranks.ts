/** How soon a lower rank counts little; the usual value of reciprocal rank fusion. */
const SOFTENING = 60;

/** What was found in any list, by its place in each. */
export interface Fused {
  id: string;
  score: number;
  /** By list: from 1; `null` where it is not in it. */
  ranks: (number | null)[];
}

/**
 * Several lists as one, by reciprocal rank fusion: what stands high in any comes first, and higher still what stands in
 * more than one. Scores of the lists need not compare.
 */
export function fuseRanks(lists: readonly (readonly string[])[]): Fused[] {
  const found = new Map<string, Fused>();
  for (const [list, ids] of lists.entries())
    for (const [index, id] of ids.entries()) {
      const fused = found.get(id) ?? { id, score: 0, ranks: lists.map(() => null) };
      fused.score += 1 / (SOFTENING + index + 1);
      fused.ranks[list] = index + 1;
      found.set(id, fused);
    }
  return [...found.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
