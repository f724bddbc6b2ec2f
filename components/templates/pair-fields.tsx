import { useTranslations } from "next-intl";
import { Select } from "#components/ui/select.tsx";

const NONE = "";

export interface PairFieldsProps {
  /** Whose pairs they are, by its name. */
  of: string;
  pairs: readonly { field: string; column: string }[];
  /** Names of the output's fields, and of the columns that may be their source. */
  fields: readonly string[];
  columns: readonly string[];
  readOnly: boolean;
  onChange: (pairs: { field: string; column: string }[]) => void;
}

/** Which output field is a translation of which column; one that is none is held against nothing. */
export function PairFields({ of, pairs, fields, columns, readOnly, onChange }: PairFieldsProps) {
  const t = useTranslations("templates.checks");
  const put = (field: string, column: string) => {
    const others = pairs.filter((pair) => pair.field !== field);
    onChange(column === NONE ? others : [...others, { field, column }]);
  };
  return (
    <ul aria-label={t("pairsOf", { check: of })} className="flex flex-col gap-1">
      {fields.map((field) => {
        const column = pairs.find((pair) => pair.field === field)?.column ?? NONE;
        const known = column === NONE || columns.includes(column) ? columns : [column, ...columns];
        return (
          <li key={field} className="flex items-center justify-between gap-2">
            <span className="min-w-0 truncate text-xs">{field}</span>
            <Select
              size="sm"
              className="w-40 min-w-0"
              aria-label={t("sourceOf", { field, check: of })}
              value={column}
              disabled={readOnly}
              options={[
                { value: NONE, label: t("noSource") },
                ...known.map((name) => ({ value: name, label: name })),
              ]}
              onValueChange={(name) => put(field, name)}
            />
          </li>
        );
      })}
    </ul>
  );
}
