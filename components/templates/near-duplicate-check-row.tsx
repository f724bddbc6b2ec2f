import { useTranslations } from "next-intl";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { type CheckSpec, LEAST_ALIKE, MOST_ALIKE, USUAL_ALIKE } from "#lib/templates/check-spec.ts";
import { CheckSeverity } from "./check-severity.tsx";

type NearDuplicates = Extract<CheckSpec, { kind: "near-duplicate" }>;

export interface NearDuplicateCheckRowProps {
  check: NearDuplicates | undefined;
  onChange: (spec: CheckSpec | null) => void;
  readOnly: boolean;
}

/** Whether outputs may be nearly the same, and from where on they count as such. */
export function NearDuplicateCheckRow({ check, onChange, readOnly }: NearDuplicateCheckRowProps) {
  const t = useTranslations("templates.checks");
  const title = t("kinds.near-duplicate.title");
  const fresh: NearDuplicates = { kind: "near-duplicate", severity: "warn", similarity: USUAL_ALIKE };
  return (
    <li className="flex flex-col gap-1">
      <div className="flex items-start justify-between gap-2">
        <Switch
          label={title}
          hint={t("kinds.near-duplicate.hint")}
          checked={check !== undefined}
          disabled={readOnly}
          onCheckedChange={(isOn) => onChange(isOn ? fresh : null)}
        />
        {check ? (
          <CheckSeverity
            of={title}
            value={check.severity}
            disabled={readOnly}
            onChange={(severity) => onChange({ ...check, severity })}
          />
        ) : null}
      </div>
      {check ? (
        <div className="flex items-center justify-between gap-2">
          <span className="text-muted text-xs">{t("similarity")}</span>
          <NumberInput
            aria-label={t("similarity")}
            className="w-24"
            plain
            unit="%"
            min={LEAST_ALIKE}
            max={MOST_ALIKE}
            disabled={readOnly}
            value={check.similarity}
            onValueChange={(similarity) => onChange({ ...check, similarity: similarity ?? USUAL_ALIKE })}
          />
        </div>
      ) : null}
    </li>
  );
}
