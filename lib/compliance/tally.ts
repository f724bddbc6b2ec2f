import type { CheckedOfBatch } from "#db/queries/compliance/period.ts";

type Graveness = "pass" | "warn" | "block";

/** Sums of what checks said, batch by batch: as small however many outputs there are. */
export class Tally {
  made = 0;
  readonly #kinds = new Map<string, Record<Graveness, number>>();
  readonly #categories = new Map<string, Record<Graveness, number>>();

  add({ made, kinds, categories }: CheckedOfBatch): void {
    this.made += made;
    const checked = new Set(kinds.map(({ kind }) => kind));
    for (const { kind, verdict, outputs } of kinds) count(this.#kinds, kind, verdict, outputs);
    for (const kind of checked) {
      // What a check has nothing to say of is kept of some kinds and not of others.
      const said = kinds.filter((one) => one.kind === kind).reduce((sum, { outputs }) => sum + outputs, 0);
      count(this.#kinds, kind, "pass", made - said);
    }
    for (const { category, verdict, outputs } of categories)
      count(this.#categories, category, verdict, outputs);
  }

  /** Per kind of check, the outputs it found nothing in, something to warn of, or something to block; by kind. */
  checks() {
    return inOrder(this.#kinds).map(([kind, sums]) => {
      const checked = sums.pass + sums.warn + sums.block;
      return { kind, checked, ...sums, passRate: shareOf(sums.pass, checked) };
    });
  }

  /** Per category of lexicon terms, the outputs that such a term was found in; by category. */
  categories() {
    return inOrder(this.#categories).map(([category, { warn, block }]) => ({ category, warn, block }));
  }
}

/** A share with four digits; `null` of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}

function count(
  sums: Map<string, Record<Graveness, number>>,
  name: string,
  verdict: string,
  by: number,
): void {
  const sum = sums.get(name) ?? { pass: 0, warn: 0, block: 0 };
  sum[verdict as Graveness] += by;
  sums.set(name, sum);
}

function inOrder<Sums>(sums: ReadonlyMap<string, Sums>): [string, Sums][] {
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
}
