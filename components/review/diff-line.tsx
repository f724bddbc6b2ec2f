"use client";
import { useLocale, useTranslations } from "next-intl";
import type { Comparison } from "./diff-mode.ts";

/** Above the output: what is compared, or that there is a draft of it. */
export function DiffLine({
  comparison,
  hasDraft,
  editKey,
}: {
  comparison: Comparison | null;
  hasDraft: boolean;
  editKey: string | null;
}) {
  const t = useTranslations("review.diff");
  const locale = useLocale();
  if (!comparison && !hasDraft) return null;
  return (
    <p className="border-line border-b bg-sunken px-4 py-1 text-muted text-xs" lang={locale}>
      {comparison
        ? t(comparison.with, { version: comparison.version ?? 0 })
        : t(editKey ? "draftKept" : "draftKeptNoKey", { key: editKey ?? "" })}
    </p>
  );
}
