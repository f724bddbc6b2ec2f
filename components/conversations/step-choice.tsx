"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { givesPicture, isGenerating } from "#lib/templates/steps.ts";
import type { GenerateStep, TemplateStep } from "#lib/templates/template.ts";

/** Which step of a chain answers, and what is done for that before. */
export function StepChoice({
  steps,
  step,
  onChoose,
}: {
  steps: readonly TemplateStep[];
  step: GenerateStep;
  onChoose: (name: string) => void;
}) {
  const t = useTranslations("conversations.start");
  const format = useFormatter();
  const before = steps.slice(0, steps.indexOf(step));
  const names = before.map(({ name }) => name);
  return (
    <>
      <Field label={t("step")} group>
        <Select
          size="sm"
          className="w-full"
          value={step.name}
          options={steps.filter(isGenerating).map(({ name }) => ({ value: name, label: name }))}
          onValueChange={onChoose}
        />
      </Field>
      {before.some(givesPicture) ? <p className="text-muted text-xs">{t("noPictures")}</p> : null}
      {before.some(isGenerating) && !before.some(givesPicture) ? (
        <p className="text-muted text-xs">
          {t("earlier", { count: names.length, steps: format.list(names) })}
        </p>
      ) : null}
    </>
  );
}
