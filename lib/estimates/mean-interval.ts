/** A measured value and how many of the population it stands for. */
export interface Weighted {
  value: number;
  weight: number;
}

/** The mean of the population, as a factor of the measured mean: low ≤ 1 ≤ high. */
export interface MeanInterval {
  low: number;
  high: number;
}

// Two-sided 97 %: what heavy tails take away from the nominal level leaves more than 90 % (see the simulation
// in tests/trials/preview-cost.unit.ts).
const NORMAL_QUANTILE = 2.17;

/**
 * Where the mean of `populationSize` new draws will lie, given a weighted sample of such draws: Student's t with
 * Hall's transformation for skewness, so that the upper side is longer when a few outputs are far longer than
 * the rest. Weights count through the effective sample size (Kish). Never narrower than one unseen case in n.
 */
export function meanInterval(sample: readonly Weighted[], populationSize: number): MeanInterval {
  const total = sum(sample.map(({ weight }) => weight));
  const mean = sum(sample.map(({ value, weight }) => value * weight)) / total;
  if (mean === 0) return { low: 1, high: 1 };
  const n = total ** 2 / sum(sample.map(({ weight }) => weight ** 2));
  if (n < 2) return { low: 0.5, high: 2 };
  const moment = (power: number) =>
    sum(sample.map(({ value, weight }) => weight * (value / mean - 1) ** power)) / total;
  const variance = (moment(2) * n) / (n - 1);
  const deviation = Math.sqrt(variance);
  const error = deviation * Math.sqrt(1 / n + 1 / populationSize);
  const smallSample = n > 2.5 ? Math.sqrt(n * (n - 1)) / (n - 2) : 1;
  const skewness = deviation > 0 ? (moment(3) / deviation ** 3) * smallSample : 0;
  const quantile = studentQuantile(n - 1);
  return {
    low: Math.max(0, Math.min(1 - hall(quantile, skewness, n) * error, 1 - 1 / n)),
    high: Math.max(1 - hall(-quantile, skewness, n) * error, 1 + 1 / n),
  };
}

// P. Hall (1992), On the removal of skewness by transformation, J. R. Statist. Soc. B 54, 221–228: the inverse of
// the cubic T + aT² + a²T³/3 + bias.
function hall(quantile: number, skewness: number, n: number): number {
  const k = skewness / Math.sqrt(n);
  return Math.abs(k) < 1e-9 ? quantile : (3 / k) * (Math.cbrt(1 + k * (quantile - k / 6)) - 1);
}

// Cornish–Fisher expansion of Student's t about the normal quantile (Abramowitz and Stegun 26.7.5).
function studentQuantile(freedom: number): number {
  const z = NORMAL_QUANTILE;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
