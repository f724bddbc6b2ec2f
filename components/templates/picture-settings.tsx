import { useTranslations } from "next-intl";
import { OperationList } from "#components/images/operation-list.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { givesPicture } from "#lib/templates/steps.ts";
import type { InputColumn, PictureStep, TemplateStep } from "#lib/templates/template.ts";
import { FieldProblems } from "./field-problems.tsx";
import type { StepPart } from "./step-in-hand.ts";
import type { Problem } from "./template-view.ts";

/** Which picture a step works on, what it does to it, and what comes of that is called. */
export function PictureSettings({
  step,
  inputs,
  earlier,
  problems,
  readOnly,
  onChange,
}: {
  step: PictureStep;
  inputs: InputColumn[];
  earlier: readonly TemplateStep[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}) {
  const t = useTranslations("templates.steps.picture");
  const { source, field, operations } = step;
  const offered = [
    ...inputs.filter(({ type }) => type === "picture").map(({ name }) => name),
    ...earlier.flatMap((one) => (givesPicture(one) ? [`steps.${one.name}.${one.field}`] : [])),
  ];
  const gone = source !== "" && !offered.includes(source) ? [source] : [];
  const options = [...offered, ...gone].map((value) => ({ value, label: value }));
  return (
    <>
      <div className="flex min-w-0 flex-col gap-1">
        <Field label={t("source")} group>
          <Select
            aria-label={t("source")}
            value={source === "" ? null : source}
            placeholder={t("choose")}
            disabled={readOnly || options.length === 0}
            options={options}
            onValueChange={(next) => onChange({ source: next })}
            className="w-full min-w-0"
          />
        </Field>
        <FieldProblems problems={problems} path="source" />
      </div>
      <div className="flex min-w-0 flex-col gap-1">
        <Field label={t("field")}>
          <Input
            value={field}
            disabled={readOnly}
            spellCheck={false}
            maxLength={64}
            className="font-mono text-xs"
            onValueChange={(next) => onChange({ field: next })}
          />
        </Field>
        <FieldProblems problems={problems} path="field" />
      </div>
      {offered.length === 0 ? (
        <Callout tone="info" className="sm:col-span-2">
          {t("none")}
        </Callout>
      ) : null}
      <fieldset disabled={readOnly} className="min-w-0 sm:col-span-2">
        <OperationList operations={operations} onChange={(next) => onChange({ operations: next })} />
      </fieldset>
      <div className="sm:col-span-2">
        <FieldProblems problems={problems} path="operations" />
        <p className="text-muted text-xs">{t("read", { name: step.name || "…", field: field || "…" })}</p>
      </div>
    </>
  );
}
