"use client";
import { MoneyText } from "#components/ui/money.tsx";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import type { Batch } from "./answers.ts";

/** What a batch has spent: one amount, or from what is certain to what is possible. */
export function Spent({
  batch,
  bare = false,
}: {
  batch: Pick<Batch, "spent" | "unknownSpend">;
  bare?: boolean;
}) {
  const { spent, unknownSpend } = batch;
  if (compareAmounts(unknownSpend.amount, "0") === 0) return <MoneyText value={spent} bare={bare} />;
  const most = { ...spent, amount: sumAmounts([spent.amount, unknownSpend.amount]) };
  return (
    <span className="whitespace-nowrap">
      <MoneyText value={spent} bare /> … <MoneyText value={most} bare={bare} />
    </span>
  );
}
