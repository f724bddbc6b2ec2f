"use client";
import { useFormatter, useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { fillTone } from "#components/ui/tone.ts";

/** How full a column is: a bar and its percentage. Rounding never hides a gap: 100 % means every row. */
export function FillBar({ share, name, className }: { share: number; name: string; className?: string }) {
  const t = useTranslations("datasets.columns");
  const format = useFormatter();
  const shown = share < 1 ? Math.min(share, 0.999) : 1;
  const text = format.number(shown, { style: "percent", maximumFractionDigits: shown > 0.99 ? 1 : 0 });
  return (
    <span
      className={cn("inline-flex w-full items-center gap-2", className)}
      title={t("filled", { name, share: text })}
    >
      <span className="h-1.5 min-w-6 flex-1 overflow-hidden rounded-full bg-neutral-soft" aria-hidden>
        <span
          className={cn("block h-full rounded-full", fillTone[share < 0.5 ? "warning" : "neutral"])}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="figures w-11 shrink-0 text-end text-xs">{text}</span>
    </span>
  );
}
