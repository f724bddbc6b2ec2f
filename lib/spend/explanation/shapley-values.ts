import Big from "big.js";

/**
 * What each of some factors contributes to a difference, symmetrically: the mean, over every order in which the factors
 * can change one after another, of what the result changes by when this one does (the Shapley value). All of them
 * together are the whole difference but for the digits beyond those that `divided` keeps.
 * @param count how many factors.
 * @param resultOf the result where the factors whose bits are set have changed and the others have not yet.
 */
export function shapleyValues(
  count: number,
  resultOf: (changed: number) => Big,
  divided: (sum: Big, by: number) => Big,
): Big[] {
  const results = Array.from({ length: 2 ** count }, (_, changed) => resultOf(changed));
  return Array.from({ length: count }, (_, factor) => {
    const bit = 1 << factor;
    let sum = new Big(0);
    for (const [changed, result] of results.entries()) {
      if (changed & bit) continue;
      const then = results[changed | bit] ?? result;
      if (then.eq(result)) continue;
      const earlier = countBits(changed);
      // In so many orders just these change before it.
      const orders = factorial(earlier) * factorial(count - earlier - 1);
      sum = sum.plus(then.minus(result).times(orders));
    }
    return divided(sum, factorial(count));
  });
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function factorial(of: number): number {
  return of <= 1 ? 1 : of * factorial(of - 1);
}
