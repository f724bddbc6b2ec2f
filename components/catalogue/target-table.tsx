"use client";
import { useTranslations } from "next-intl";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";

const FACTS = ["key", "title", "gtin", "category", "country", "language", "pictures"] as const;
const ATTRIBUTE = "attributes.";

export interface TargetTableProps {
  columns: readonly { header: string; samples: readonly string[] }[];
  /** Header → what the column is; `null` leaves it out. */
  targets: Record<string, string | null>;
  onChange: (targets: Record<string, string | null>) => void;
  /** What is wrong with a column. */
  misfit: (header: string) => string | null;
}

/** What each column of the file is in the catalogue. */
export function TargetTable({ columns, targets, onChange, misfit }: TargetTableProps) {
  const t = useTranslations("catalogue.import");
  const change = (header: string, target: string | null) => {
    const next = { ...targets, [header]: target };
    // There is one key: who was it before is an attribute again.
    if (target === "key")
      for (const other of Object.keys(next))
        if (other !== header && next[other] === "key") next[other] = ATTRIBUTE + other;
    onChange(next);
  };
  return (
    <div className="overflow-auto rounded-lg border border-line bg-surface">
      <table className="w-full border-collapse text-sm" aria-label={t("columns")}>
        <thead className="bg-sunken text-muted text-xs">
          <tr>
            {(["column", "samples", "target"] as const).map((name) => (
              <th key={name} scope="col" className="h-7 px-3 text-start font-medium">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map(({ header, samples }) => {
            const target = targets[header] ?? null;
            const attribute = target?.startsWith(ATTRIBUTE) ? target.slice(ATTRIBUTE.length) : null;
            const wrong = misfit(header);
            return (
              <tr key={header} className="border-line border-b last:border-b-0">
                <td className="h-10 max-w-56 truncate px-3 font-medium">{header}</td>
                <td className="max-w-80 truncate px-3 text-muted">{samples.join(" · ")}</td>
                <td className="px-3 py-1">
                  <span className="flex items-center gap-2">
                    <Select
                      size="sm"
                      aria-label={t("targetOf", { header })}
                      value={attribute !== null ? "attribute" : (target ?? "none")}
                      options={[...FACTS, "attribute" as const, "none" as const].map((one) => ({
                        value: one,
                        label: t(`targets.${one}`),
                      }))}
                      onValueChange={(one) =>
                        change(header, one === "none" ? null : one === "attribute" ? ATTRIBUTE + header : one)
                      }
                    />
                    {attribute !== null ? (
                      <Input
                        className="h-7 w-48 text-xs"
                        aria-label={t("attributeOf", { header })}
                        value={attribute}
                        onChange={(event) => change(header, ATTRIBUTE + event.target.value)}
                      />
                    ) : null}
                  </span>
                  {wrong ? <p className="text-danger-text text-xs">{wrong}</p> : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
