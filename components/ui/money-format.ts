export interface MoneyFormatOptions {
  /** "exact" shows every digit the ledger has; "short" at least two decimals and four significant ones. */
  precision?: "exact" | "short";
}

/** Number of decimals to show for a plain decimal string. */
function decimalsOf(amount: string, precision: "exact" | "short"): number {
  const [whole = "", fraction = ""] = amount.replace("-", "").split(".");
  const kept = fraction.replace(/0+$/, "");
  if (precision === "exact") return Math.max(2, kept.length);
  if (/[1-9]/.test(whole)) return 2;
  const zeros = kept.length - kept.replace(/^0+/, "").length;
  return Math.max(2, Math.min(kept.length, zeros + 4));
}

/** A decimal string with the separators of a locale; never through a float, never a non-zero amount as 0.00. */
export function formatAmount(
  amount: string,
  locale: string,
  { precision = "short" }: MoneyFormatOptions = {},
): string {
  const decimals = decimalsOf(amount, precision);
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: Math.min(decimals, 2),
    maximumFractionDigits: decimals,
  });
  return format.format(amount as Intl.StringNumericLiteral);
}
