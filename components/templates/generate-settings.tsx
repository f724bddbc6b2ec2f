import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { GenerateStep } from "#lib/templates/template.ts";
import type { StepPart } from "./step-in-hand.ts";
import type { PreviewModel } from "./template-view.ts";

const RUN_MODEL = "run";

/** Whom a step asks, and how. */
export function GenerateSettings({
  step: { modelId, parameters = {} },
  models,
  readOnly,
  onChange,
}: {
  step: GenerateStep;
  models: PreviewModel[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}) {
  const t = useTranslations("templates.steps");
  const writing = models.filter(({ kind }) => kind === "text");
  const known = models.some(({ id }) => id === modelId);
  const gone = modelId !== undefined && !known ? [{ value: modelId, label: t("modelGone") }] : [];
  const putParameter = (part: NonNullable<GenerateStep["parameters"]>) => {
    const next = Object.fromEntries(
      Object.entries({ ...parameters, ...part }).filter(([, value]) => value !== undefined),
    );
    onChange({ parameters: Object.keys(next).length > 0 ? next : undefined });
  };
  return (
    <>
      <Field label={t("model")} group>
        <Select
          aria-label={t("model")}
          value={modelId ?? RUN_MODEL}
          disabled={readOnly}
          options={[
            { value: RUN_MODEL, label: t("runModel") },
            ...writing.map(({ id, name }) => ({ value: id, label: name })),
            ...gone,
          ]}
          onValueChange={(id) => onChange({ modelId: id === RUN_MODEL ? undefined : id })}
          className="w-full min-w-0"
        />
      </Field>
      <Field label={t("temperature")} optional>
        <NumberInput
          plain
          className="w-full"
          min={0}
          max={2}
          step={0.1}
          placeholder={t("asRun")}
          disabled={readOnly}
          value={parameters.temperature ?? null}
          onValueChange={(value) => putParameter({ temperature: value ?? undefined })}
        />
      </Field>
      <Field label={t("maxOutputTokens")} optional>
        <NumberInput
          plain
          className="w-full"
          min={1}
          step={1}
          placeholder={t("asRun")}
          disabled={readOnly}
          value={parameters.maxOutputTokens ?? null}
          onValueChange={(value) => putParameter({ maxOutputTokens: value ?? undefined })}
        />
      </Field>
    </>
  );
}
