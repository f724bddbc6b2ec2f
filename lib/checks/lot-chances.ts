/** What a lot may still hold though it was accepted: at this share of bad outputs it passes with this probability. */
export interface StillPasses {
  badShare: number;
  probability: number;
}

/** How often a lot that is shown as "would still pass" does: once in ten times. */
const STILL_PASSES = 0.1;

/**
 * How probably a lot is accepted, exactly: the chance that a sample drawn without putting back holds at most `accept` of
 * its bad ones (hypergeometric), whatever the sizes.
 */
export function acceptanceChance(
  { size, sample, accept }: { size: number; sample: number; accept: number },
  bad: number,
): number {
  const least = Math.max(0, sample - (size - bad));
  const most = Math.min(accept, bad, sample);
  if (least > accept) return 0;
  if (accept >= Math.min(bad, sample)) return 1;
  let sum = 0;
  for (let found = least; found <= most; found++)
    sum += Math.exp(logChoose(bad, found) + logChoose(size - bad, sample - found) - logChoose(size, sample));
  return Math.min(1, sum);
}

/**
 * The largest share of bad outputs with which a lot would still be accepted once in ten times: what the word "accepted"
 * leaves possible. Where all was read it is what may be accepted of it.
 */
export function stillPasses(lot: { size: number; sample: number; accept: number }): StillPasses {
  let [passes, fails] = [0, lot.size + 1];
  while (fails - passes > 1) {
    const bad = Math.floor((passes + fails) / 2);
    if (acceptanceChance(lot, bad) >= STILL_PASSES) passes = bad;
    else fails = bad;
  }
  return { badShare: lot.size === 0 ? 0 : passes / lot.size, probability: STILL_PASSES };
}

function logChoose(from: number, taken: number): number {
  return logFactorial(from) - logFactorial(taken) - logFactorial(from - taken);
}

const EXACT_UP_TO = 255;
const LOG_FACTORIALS = [0];
for (let n = 1; n <= EXACT_UP_TO; n++) LOG_FACTORIALS.push((LOG_FACTORIALS[n - 1] as number) + Math.log(n));

// Stirling's series; from 256 on its error is below what a double can hold of the sum.
function logFactorial(n: number): number {
  return (
    LOG_FACTORIALS[n] ??
    (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n) - 1 / (360 * n ** 3)
  );
}
