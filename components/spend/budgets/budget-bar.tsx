"use client";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { fillTone, type Tone } from "#components/ui/tone.ts";
import type { Budget } from "./budget-answers.ts";

const tones: Record<Budget["level"], Tone> = { fine: "accent", near: "warning", used_up: "danger" };
const ROOM = 1.08;
const LONGEST = 2;

/** Used and reserved of a budget, drawn, with marks at the shares it tells of and at 100 %, and a line from the forecast's low to its high. */
export function BudgetBar({ budget }: { budget: Budget }) {
  const t = useTranslations("spend.budgets");
  // Only for the drawing: the amounts beside it stay exact.
  const amount = Number(budget.amount.amount);
  const shareOf = (...amounts: { amount: string }[]) =>
    amounts.reduce((sum, one) => sum + Number(one.amount), 0) / amount;
  const used = shareOf(budget.spent, budget.unknownSpend);
  const reserved = shareOf(budget.reserved);
  const low = budget.forecast && shareOf(budget.forecast.low);
  const high = budget.forecast && shareOf(budget.forecast.high);
  const length = Math.min(LONGEST, Math.max(1, used + reserved, high ?? 0)) * ROOM;
  const told = budget.alerts.flatMap(({ basis, share }) => (basis === "actual" ? [share / 100] : []));
  const marks = apart([...told, 1]);
  const percent = (share: number) => `${Math.min(100, (share / length) * 100)}%`;
  return (
    <div className="relative pt-1 pb-5">
      {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be styled alike everywhere */}
      <div
        role="meter"
        aria-label={t("usedOf", { name: budget.name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(used * 100))}
        className="flex h-2 overflow-hidden rounded-full bg-neutral-soft"
      >
        <span className={cn("h-full", fillTone[tones[budget.level]])} style={{ width: percent(used) }} />
        <span
          className={cn("h-full opacity-40", fillTone[tones[budget.level]])}
          style={{ width: percent(reserved) }}
        />
      </div>
      {low !== null && high !== null ? (
        <span
          aria-hidden
          className="absolute top-4 h-0.5 min-w-0.5 rounded-full bg-line-strong"
          style={{
            insetInlineStart: percent(low),
            width: percent(Math.min(high, length) - Math.min(low, length)),
          }}
        />
      ) : null}
      {marks.map((mark) => (
        <span
          key={mark}
          aria-hidden
          className="absolute top-0 flex h-4 -translate-x-1/2 flex-col items-center"
          style={{ insetInlineStart: percent(mark) }}
        >
          <span className="h-4 w-px shrink-0 bg-line-strong" />
          <span className="figures text-faint text-xs leading-4">{Math.round(mark * 100)}%</span>
        </span>
      ))}
    </div>
  );
}

const LEAST_APART = 0.14;

/** Marks whose figures do not run into each other; the larger of two that would stays. */
function apart(marks: readonly number[]): number[] {
  const kept: number[] = [];
  for (const mark of [...marks].sort((a, b) => b - a)) {
    if ((kept.at(-1) ?? Number.POSITIVE_INFINITY) - mark >= LEAST_APART) kept.push(mark);
  }
  return kept;
}
