import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Workbook } from "./send-workbook.ts";

type Column = Workbook["columns"][number];

const VALUES_SHOWN = 100;

/** The columns of a workbook: what each takes, and whether it must not stay blank. */
export function WorkbookColumns({
  columns,
  required,
  onRequired,
}: {
  columns: readonly Column[];
  required: readonly string[];
  onRequired: (required: string[]) => void;
}) {
  const t = useTranslations("publishing.channels.workbook");
  return (
    <section aria-label={t("columns")} className="flex flex-col gap-1">
      <h3 className="font-medium">{t("columns")}</h3>
      <ul className="max-h-72 overflow-y-auto rounded-lg border border-line">
        {columns.map(({ name, letters, notes, rule }) => (
          <li
            key={letters}
            className="flex flex-wrap items-start gap-x-3 gap-y-1 border-line border-b px-3 py-2 last:border-b-0"
          >
            <div className="min-w-0 flex-[1_1_10rem]">
              <p className="break-words">
                <span className="me-2 text-faint text-xs">{letters}</span>
                {name}
              </p>
              {notes.length > 0 ? <p className="truncate text-muted text-xs">{notes.join(" · ")}</p> : null}
            </div>
            <div className="min-w-0 flex-[2_1_14rem] text-xs">
              <RuleWords rule={rule} />
            </div>
            <Checkbox
              checked={required.includes(name)}
              onCheckedChange={(isRequired) =>
                onRequired(isRequired ? [...required, name] : required.filter((one) => one !== name))
              }
              label={
                <>
                  {t("requiredShort")}
                  <span className="sr-only"> {name}</span>
                </>
              }
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RuleWords({ rule }: { rule: Column["rule"] }) {
  const t = useTranslations("publishing.channels.workbook");
  if (!rule) return <p className="text-muted">{t("anything")}</p>;
  const { kind, values, valueCount, formula, isStrict } = rule;
  const range = { min: rule.min ?? 0, max: rule.max ?? "∞" };
  const asksOnly = isStrict ? null : <Badge tone="warning">{t("asksOnly")}</Badge>;
  switch (kind) {
    case "list":
      return (
        <details>
          <summary className="cursor-pointer">
            {t("list", { count: valueCount })} {asksOnly}
          </summary>
          <p className="mt-1 break-words text-muted">
            {values.slice(0, VALUES_SHOWN).join(" · ")}
            {valueCount > VALUES_SHOWN ? ` ${t("more", { count: valueCount - VALUES_SHOWN })}` : ""}
          </p>
        </details>
      );
    case "length":
      return (
        <p>
          {t("length", range)} {asksOnly}
        </p>
      );
    case "number":
      return (
        <p>
          {t("number", { ...range, min: rule.min ?? "−∞" })} {asksOnly}
        </p>
      );
    default:
      return <p className="break-words text-muted">{t("unchecked", { formula: formula ?? "" })}</p>;
  }
}
