import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { type CheckSpec, KEPT_PARTS } from "#lib/templates/check-spec.ts";
import { CheckSeverity } from "./check-severity.tsx";
import { PairFields } from "./pair-fields.tsx";

type KeptParts = Extract<CheckSpec, { kind: "kept-parts" }>;

export interface KeptPartsCheckRowProps {
  check: KeptParts | undefined;
  fields: readonly string[];
  columns: readonly string[];
  onChange: (spec: CheckSpec | null) => void;
  readOnly: boolean;
}

/** What translations must keep of the columns that they are made from. */
export function KeptPartsCheckRow({ check, fields, columns, onChange, readOnly }: KeptPartsCheckRowProps) {
  const t = useTranslations("templates.checks");
  const title = t("kinds.kept-parts.title");
  const parts = check?.parts ?? KEPT_PARTS;
  const pairUp = (pairs: KeptParts["pairs"]) =>
    onChange(pairs.length > 0 ? { severity: "warn", ...check, kind: "kept-parts", pairs } : null);
  const choose = (part: (typeof KEPT_PARTS)[number], isOn: boolean) => {
    const chosen = KEPT_PARTS.filter((one) => (one === part ? isOn : parts.includes(one)));
    if (check && chosen.length > 0) onChange({ ...check, parts: chosen });
  };
  return (
    <li className="flex flex-col gap-1 border-line border-t pt-2">
      <div className="flex items-start justify-between gap-2">
        <p>{title}</p>
        {check ? (
          <CheckSeverity
            of={title}
            value={check.severity}
            disabled={readOnly}
            onChange={(severity) => onChange({ ...check, severity })}
          />
        ) : null}
      </div>
      <p className="text-muted text-xs">{t("kinds.kept-parts.hint")}</p>
      <PairFields
        of={title}
        pairs={check?.pairs ?? []}
        fields={fields}
        columns={columns}
        readOnly={readOnly}
        onChange={pairUp}
      />
      {check
        ? KEPT_PARTS.map((part) => (
            <Checkbox
              key={part}
              label={t(`parts.${part}`)}
              checked={parts.includes(part)}
              // The last one is turned off with the check itself.
              disabled={readOnly || (parts.length === 1 && parts.includes(part))}
              onCheckedChange={(isOn) => choose(part, isOn)}
            />
          ))
        : null}
    </li>
  );
}
