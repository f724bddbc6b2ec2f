import { compareAmounts } from "#lib/money.ts";
import type { CostCause, SpendExplanation } from "../spend-answers.ts";

type Part = SpendExplanation["parts"][number];

/** How two costs stand to each other, as it is said. Figures are for display only. */
export type CostRelation =
  | { kind: "nothing" | "new" | "ended" | "equal" | "nearly" }
  | { kind: "times"; ratio: number }
  | { kind: "more" | "less"; share: number };

const FROM_TIMES = 1.5;
const LEAST_SHARE = 0.0005;

/** Says how a cost stands to the one before. */
export function relationOf(before: string, now: string): CostRelation {
  const [was, is] = [Number(before), Number(now)];
  if (was === 0 && is === 0) return { kind: "nothing" };
  if (was === 0) return { kind: "new" };
  if (is === 0) return { kind: "ended" };
  if (compareAmounts(before, now) === 0) return { kind: "equal" };
  const ratio = is / was;
  if (ratio >= FROM_TIMES) return { kind: "times", ratio };
  const share = Math.abs(ratio - 1);
  if (share < LEAST_SHARE) return { kind: "nearly" };
  return { kind: ratio > 1 ? "more" : "less", share };
}

/** The parts that there are, the largest first. */
export function partsBySize(parts: readonly Part[]): Part[] {
  return parts
    .filter(({ amount }) => compareAmounts(amount.amount, "0") !== 0)
    .sort((a, b) => Math.abs(Number(b.amount.amount)) - Math.abs(Number(a.amount.amount)));
}

/** The causes that make no difference. */
export function idleCauses(parts: readonly Part[]): CostCause[] {
  return parts.filter(({ amount }) => compareAmounts(amount.amount, "0") === 0).map(({ cause }) => cause);
}

/** The part that says most of a difference, and the largest that goes against it. */
export interface MainParts {
  main: Part;
  /** How much of the difference it is. */
  weight: "all" | "most" | "largest";
  against: Part | null;
}

const LEAST_AGAINST = 0.1;

/** What a difference mainly comes of; `null` where there is none. */
export function mainParts(parts: readonly Part[], difference: string): MainParts | null {
  const ranked = partsBySize(parts);
  const sign = compareAmounts(difference, "0");
  const signOf = ({ amount }: Part) => compareAmounts(amount.amount, "0");
  // Of a difference of nothing, what makes it dearer is told first.
  const main = ranked.find((part) => signOf(part) === (sign === 0 ? 1 : sign));
  if (!main) return null;
  const whole = Math.abs(Number(difference));
  const opposite = ranked.find((part) => signOf(part) === -signOf(main)) ?? null;
  const counts = opposite && Math.abs(Number(opposite.amount.amount)) >= whole * LEAST_AGAINST;
  const isMost = Math.abs(Number(main.amount.amount)) >= whole / 2;
  return {
    main,
    weight: ranked.length === 1 ? "all" : isMost ? "most" : "largest",
    against: counts ? opposite : null,
  };
}

/** Where a part's bar stands between the two totals, as shares of the width. */
export interface BridgeBar {
  start: number;
  width: number;
  isDearer: boolean;
}

/** Parts as bars that each begin where the one before ended, from the cost before to the cost now; for display only. */
export function bridgeBars(
  before: string,
  amounts: readonly string[],
): { bars: BridgeBar[]; ends: [number, number] } {
  const levels = [Number(before)];
  for (const amount of amounts) levels.push((levels.at(-1) ?? 0) + Number(amount));
  const lowest = Math.min(...levels);
  const span = Math.max(...levels) - lowest || 1;
  const at = (level: number) => (level - lowest) / span;
  const bars = amounts.map((amount, place) => {
    const [from, to] = [at(levels[place] ?? 0), at(levels[place + 1] ?? 0)];
    return { start: Math.min(from, to), width: Math.abs(to - from), isDearer: Number(amount) > 0 };
  });
  return { bars, ends: [at(levels[0] ?? 0), at(levels.at(-1) ?? 0)] };
}
