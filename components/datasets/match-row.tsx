import { useFormatter, useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { COLUMN_TYPES } from "#lib/datasets/dataset.ts";
import type { ColumnMatch } from "./column-match.ts";
import type { UploadPreview } from "./dataset-answer.ts";

export interface MatchRowProps {
  match: ColumnMatch;
  preview: UploadPreview;
  /** Another column that is taken has the same name. */
  isTwice: boolean;
  /** A datalist of names that are asked for. */
  namesListId: string;
  onChange: (part: Partial<ColumnMatch>) => void;
}

/** One column of the file: whether it is taken, as what, and what its cells have to hold. */
export function MatchRow({ match, preview, isTwice, namesListId, onChange }: MatchRowProps) {
  const t = useTranslations("datasets.matchStep");
  const tType = useTranslations("datasets");
  const format = useFormatter();
  const { header, taken, name, type, required } = match;
  const column = preview.columns.find((one) => one.header === header);
  return (
    <tr className={cn("border-line border-b last:border-b-0", !taken && "text-faint")}>
      <td className="h-10 px-3">
        <Checkbox
          aria-label={t("takeColumn", { header })}
          checked={taken}
          onCheckedChange={(on) => onChange({ taken: on })}
        />
      </td>
      <td className="max-w-48 truncate px-3 font-medium">{header}</td>
      <td className="max-w-72 truncate px-3 text-muted">{column?.samples.slice(0, 3).join(" · ")}</td>
      <td className="figures px-3 text-end">
        {format.number(column && preview.rowsRead > 0 ? column.filled / preview.rowsRead : 0, {
          style: "percent",
        })}
      </td>
      <td className="px-3 py-1">
        <Input
          aria-label={t("nameOf", { header })}
          aria-invalid={isTwice || undefined}
          value={name}
          disabled={!taken}
          maxLength={200}
          list={namesListId}
          onValueChange={(value) => onChange({ name: value })}
          className="w-52"
        />
        {isTwice ? <p className="text-danger-text text-xs">{t("twice")}</p> : null}
      </td>
      <td className="px-3 py-1">
        <Select
          aria-label={t("typeOf", { header })}
          value={type}
          disabled={!taken}
          options={COLUMN_TYPES.map((value) => ({ value, label: tType(`type.${value}`) }))}
          onValueChange={(value) => onChange({ type: value })}
        />
      </td>
      <td className="px-3">
        <Checkbox
          aria-label={t("requiredOf", { header })}
          checked={required}
          disabled={!taken}
          onCheckedChange={(on) => onChange({ required: on })}
        />
      </td>
    </tr>
  );
}
