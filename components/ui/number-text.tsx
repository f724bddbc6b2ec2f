"use client";
import { useFormatter } from "next-intl";

export interface NumberTextProps {
  /** null shows a dash. */
  value: number | null | undefined;
  /** A share between 0 and 1 as a percentage. */
  percent?: boolean | undefined;
  /** Digits after the point, at most. */
  decimals?: number | undefined;
  /** A unit such as "ms" after a thin space. */
  unit?: string | undefined;
}

/** A number with the separators of the reader's language. */
export function NumberText({ value, percent = false, decimals, unit }: NumberTextProps) {
  const format = useFormatter();
  if (value === null || value === undefined || Number.isNaN(value))
    return <span className="text-faint">—</span>;
  const digits = decimals ?? (percent ? 1 : 2);
  return (
    <span className="figures">
      {format.number(value, { style: percent ? "percent" : "decimal", maximumFractionDigits: digits })}
      {unit ? <span className="ms-1 text-muted">{unit}</span> : null}
    </span>
  );
}
