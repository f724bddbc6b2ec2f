"use client";
import { useLocale } from "next-intl";
import { formatDuration } from "./duration-format.ts";

/** A length of time in its two largest units: "820 ms", "4.2 s", "3 min 5 s", "2 h 10 min". */
export function Duration({ ms }: { ms: number | null | undefined }) {
  const locale = useLocale();
  if (ms === null || ms === undefined) return <span className="text-faint">—</span>;
  return <span className="figures">{formatDuration(ms, locale)}</span>;
}
