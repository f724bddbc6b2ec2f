"use client";
import { useLocale } from "next-intl";
import { formatAmount } from "#components/ui/money-format.ts";
import { usePunctuation } from "#components/ui/use-punctuation.ts";

interface Range {
  low: { amount: string; currency: string };
  expected: { amount: string };
  high: { amount: string };
}

/** A range from low to high with its expected value marked, on a scale that begins at nothing. */
export function CostRangeBar({ range, scaleEnd, label }: { range: Range; scaleEnd: number; label: string }) {
  const locale = useLocale();
  const { labelled } = usePunctuation();
  // Pixels only: the amounts stand beside it as they are.
  const place = (amount: string) => (scaleEnd > 0 ? (Number(amount) / scaleEnd) * 100 : 0);
  const [low, expected, high] = [range.low, range.expected, range.high].map(({ amount }) => place(amount));
  const words = [range.low, range.expected, range.high].map(({ amount }) => formatAmount(amount, locale));
  return (
    <div
      role="img"
      aria-label={labelled(label, `${words.join(" – ")} ${range.low.currency}`)}
      className="relative h-3 rounded-full bg-neutral-soft"
    >
      <div
        className="absolute inset-y-0 rounded-full bg-accent/35"
        style={{ insetInlineStart: `${low}%`, width: `max(4px, ${(high ?? 0) - (low ?? 0)}%)` }}
      />
      <div
        className="absolute -inset-y-0.5 w-0.5 rounded-full bg-accent"
        style={{ insetInlineStart: `${expected}%` }}
      />
    </div>
  );
}
