const units = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

/** Milliseconds in the words of a language, at most two units, rounded to the smaller one. */
export function formatDuration(ms: number, locale: string): string {
  const say = (value: number, unit: string, decimals = 0) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: decimals,
    }).format(value);
  const length = Math.max(0, ms);
  if (length < 1_000) return say(length, "millisecond");
  if (length < 10_000) return say(length / 1_000, "second", 1);
  const largest = units.findIndex(
    ({ ms: size }, position) =>
      Math.round(length / (units[position + 1]?.ms ?? 1_000)) * (units[position + 1]?.ms ?? 1_000) >= size,
  );
  const big = units[largest] ?? { unit: "second", ms: 1_000 };
  const small = units[largest + 1];
  if (!small) return say(Math.round(length / 1_000), "second");
  const rounded = Math.round(length / small.ms) * small.ms;
  const whole = Math.floor(rounded / big.ms);
  const rest = Math.round((rounded % big.ms) / small.ms);
  return rest === 0 ? say(whole, big.unit) : `${say(whole, big.unit)} ${say(rest, small.unit)}`;
}
