import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { DUE_KINDS } from "#lib/batches/due/due-kind.ts";
import { dueKindChange, type LaunchChange, onlyChange } from "./launch-changes.ts";
import type { LaunchPlan } from "./launch-plan.ts";

/** Whether everything is made of the rows, or what needs work: new, stale, rejected. */
export function DueField({ plan, onChange }: { plan: LaunchPlan; onChange: (change: LaunchChange) => void }) {
  const t = useTranslations("batches.launch.due");
  const { only } = plan;
  return (
    <Field label={t("title")} group error={only?.length === 0 ? t("noneChosen") : undefined}>
      <RadioGroup
        inline
        aria-label={t("title")}
        value={only === null ? "all" : "due"}
        onValueChange={(which) => onChange(onlyChange(which === "due"))}
        options={[
          { value: "all", label: t("all") },
          { value: "due", label: t("only") },
        ]}
      />
      {only === null ? null : (
        <div className="mt-1 flex flex-col gap-1 pl-6">
          {DUE_KINDS.map((kind) => (
            <Checkbox
              key={kind}
              checked={only.includes(kind)}
              onCheckedChange={(isWanted) => onChange(dueKindChange(plan, kind, isWanted))}
              label={t(`kind.${kind}`)}
              hint={t(`hint.${kind}`)}
            />
          ))}
        </div>
      )}
    </Field>
  );
}
