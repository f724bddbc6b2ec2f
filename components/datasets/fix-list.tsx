"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import type { CellFix } from "#lib/datasets/cell-fix.ts";

/** What is put right as the file is read; each can be taken back. */
export function FixList({
  fixes,
  onFixes,
}: {
  fixes: readonly CellFix[];
  onFixes: (fixes: CellFix[]) => void;
}) {
  const t = useTranslations("datasets.fix");
  if (fixes.length === 0) return null;
  return (
    <section aria-label={t("list")} className="rounded-lg border border-line bg-surface px-3 py-2">
      <h2 className="font-medium">{t("list")}</h2>
      <ul>
        {fixes.map((fix) => (
          <li key={JSON.stringify(fix)} className="flex min-h-8 items-center gap-2">
            <span className="min-w-0 break-words">
              {fix.do === "replace"
                ? fix.by === ""
                  ? t("takesOut", { column: fix.column, find: fix.find })
                  : t("replaces", { column: fix.column, find: fix.find, by: fix.by })
                : fix.value === ""
                  ? t("empties", { column: fix.column })
                  : t("sets", { column: fix.column, value: fix.value })}
            </span>
            <Button
              size="sm"
              variant="ghost"
              icon={<X aria-hidden />}
              aria-label={t("remove", { column: fix.column })}
              onClick={() => onFixes(fixes.filter((other) => other !== fix))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
