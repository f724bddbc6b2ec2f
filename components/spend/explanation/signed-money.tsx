"use client";
import { MoneyText, type MoneyTextProps } from "#components/ui/money.tsx";
import type { Money } from "#lib/money.ts";

/** How much more or less, with its sign. */
export function SignedMoney({ value, ...rest }: Omit<MoneyTextProps, "value"> & { value: Money }) {
  const isLess = value.amount.startsWith("-");
  const size = { ...value, amount: value.amount.replace("-", "") };
  return (
    <span className="figures">
      {isLess ? "−" : value.amount === "0" ? "" : "+"}
      <MoneyText value={size} {...rest} />
    </span>
  );
}
