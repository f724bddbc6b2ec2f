"use client";
import { useLocale } from "next-intl";
import { cn } from "./class-names.ts";
import { formatAmount, type MoneyFormatOptions } from "./money-format.ts";

export interface MoneyTextProps extends MoneyFormatOptions {
  /** A decimal string and an ISO 4217 code; null shows a dash. */
  value: { amount: string; currency: string } | null | undefined;
  /** Leaves the code out where the header already says it. */
  bare?: boolean | undefined;
  className?: string | undefined;
}

/** An amount with its ISO code; all digits in the title. */
export function MoneyText({ value, precision = "short", bare = false, className }: MoneyTextProps) {
  const locale = useLocale();
  if (!value) return <span className="text-faint">—</span>;
  return (
    <span className={cn("figures", className)} title={`${value.amount} ${value.currency}`}>
      {formatAmount(value.amount, locale, { precision })}
      {bare ? null : (
        <>
          <wbr />
          <span className="ms-1 font-normal text-[0.85em] text-muted">{value.currency}</span>
        </>
      )}
    </span>
  );
}
