import { useFormatter, useTranslations } from "next-intl";

/** How much of the dataset has a value; a column it has not is said to be missing. */
export function InputFill({ filled, rowCount }: { filled: number | null; rowCount: number }) {
  const t = useTranslations("templates.inputs");
  const format = useFormatter();
  if (filled === null) return <span className="shrink-0 text-warning-text text-xs">{t("notInDataset")}</span>;
  const share = rowCount === 0 ? 0 : filled / rowCount;
  // Not every row filled must never read as 100 %.
  const shown = filled < rowCount ? Math.min(share, 0.999) : share;
  const text = format.number(shown, { style: "percent", maximumFractionDigits: share > 0.99 ? 1 : 0 });
  return (
    <span className={share < 1 ? "shrink-0 text-warning-text text-xs" : "shrink-0 text-muted text-xs"}>
      {t("filled", { share: text })}
    </span>
  );
}
