import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import type { RowPick } from "#lib/templates/pick-row.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import type { DatasetChoice } from "./template-view.ts";
import { pickRow } from "./use-preview.ts";

const PICKS: RowPick[] = ["random", "longest", "emptiest"];

export interface PreviewRowChoiceProps {
  body: TemplateBody;
  dataset: DatasetChoice;
  rowNumber: number;
  onChoose: (rowNumber: number) => void;
}

/** Which row is looked at: by its number, or one that is telling. */
export function PreviewRowChoice({ body, dataset, rowNumber, onChoose }: PreviewRowChoiceProps) {
  const t = useTranslations("templates.preview");
  const [picking, setPicking] = useState<RowPick | null>(null);
  const pick = async (which: RowPick) => {
    setPicking(which);
    try {
      onChoose(await pickRow(body, dataset.id, which));
    } finally {
      setPicking(null);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-1">
      <NumberInput
        aria-label={t("row")}
        className="w-16"
        plain
        min={1}
        max={dataset.rowCount}
        value={rowNumber}
        onValueChange={(value) => value !== null && onChoose(Math.min(Math.max(1, value), dataset.rowCount))}
      />
      <span className="me-auto text-muted text-xs">{t("ofRows", { count: dataset.rowCount })}</span>
      {PICKS.map((which) => (
        <Button key={which} size="sm" loading={picking === which} onClick={() => void pick(which)}>
          {t(`pick.${which}`)}
        </Button>
      ))}
    </div>
  );
}
