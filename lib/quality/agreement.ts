/** How far people who judged the same things agree. */
export interface Agreement {
  /** The share of pairs of judgements that are alike; `null` where nothing was judged twice. */
  raw: number | null;
  /** The same beyond what chance would give, by Gwet's AC1; `null` where nothing was judged twice. */
  ac1: number | null;
  /** Things that were judged at least twice. */
  n: number;
}

/**
 * Raw agreement and Gwet's first-order agreement coefficient, AC1, for any number of judges and for things that not all
 * of them have judged (K. L. Gwet, "Computing inter-rater reliability and its variance in the presence of high
 * agreement", British Journal of Mathematical and Statistical Psychology 61, 2008, pp. 29–48; with missing judgements:
 * Handbook of Inter-Rater Reliability, 4th ed., 2014, ch. 2):
 *
 *     AC1 = (pa − pe) / (1 − pe),   pe = 1 / (q − 1) · Σk πk (1 − πk)
 *
 * pa is the mean, over things judged twice or more, of the share of pairs of judges that agree on it; πk the mean, over
 * all things, of the share of judgements that chose k; q the number of categories there are to choose from. Where nearly
 * everything is approved, Cohen's kappa is near 0 however well people agree; AC1 is not.
 * @param things the judgements of each thing.
 * @param categories all that could be chosen, two or more, whether it ever was or not.
 */
export function agreementOf<Category extends string>(
  things: readonly (readonly Category[])[],
  categories: readonly Category[],
): Agreement {
  const judged = things.filter(({ length }) => length > 0);
  const twice = judged.filter(({ length }) => length > 1);
  const n = twice.length;
  if (n === 0) return { raw: null, ac1: null, n };
  const raw = mean(twice.map((thing) => pairsAlike(thing, categories)));
  const byChance =
    categories
      .map((category) => mean(judged.map((thing) => countOf(thing, category) / thing.length)))
      .reduce((sum, share) => sum + share * (1 - share), 0) /
    (categories.length - 1);
  return { raw, ac1: (raw - byChance) / (1 - byChance), n };
}

function pairsAlike<Category>(thing: readonly Category[], categories: readonly Category[]): number {
  const pairs = thing.length * (thing.length - 1);
  return categories.reduce((sum, category) => {
    const count = countOf(thing, category);
    return sum + (count * (count - 1)) / pairs;
  }, 0);
}

function countOf<Category>(thing: readonly Category[], category: Category): number {
  return thing.filter((one) => one === category).length;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
