import { ArrowLeft, ArrowRight, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { TemplateBody, TemplateStep } from "#lib/templates/template.ts";
import { FieldProblems } from "./field-problems.tsx";
import { RuleConditions } from "./rule-conditions.tsx";
import type { StepInHand } from "./step-in-hand.ts";
import type { PreviewModel } from "./template-view.ts";

const RUN_MODEL = "run";

export interface StepSettingsProps {
  inHand: StepInHand;
  inputs: TemplateBody["inputs"];
  languages: string[];
  models: PreviewModel[];
  readOnly: boolean;
  onChange: (part: Partial<TemplateStep>) => void;
  onRename: (name: string) => void;
  onRemove: () => void;
  /** `null` for the first. */
  onMoveEarlier: (() => void) | null;
  /** `null` for the last. */
  onMoveLater: (() => void) | null;
}

/** What a step is called, whom it asks, and when. */
export function StepSettings(props: StepSettingsProps) {
  const { inHand, inputs, languages, models, readOnly, onChange, onRename } = props;
  const t = useTranslations("templates.steps");
  const { step, earlier, problems, place } = inHand;
  const { when, modelId, parameters = {} } = step;
  const fields = earlier.flatMap(({ name, outputs }) =>
    outputs.map((field) => `steps.${name}.${field.name}`),
  );
  const known = models.some(({ id }) => id === modelId);
  const gone = modelId !== undefined && !known ? [{ value: modelId, label: t("modelGone") }] : [];
  const putParameter = (part: NonNullable<TemplateStep["parameters"]>) => {
    const next = Object.fromEntries(
      Object.entries({ ...parameters, ...part }).filter(([, value]) => value !== undefined),
    );
    onChange({ parameters: Object.keys(next).length > 0 ? next : undefined });
  };
  return (
    <div className="flex flex-col gap-3 border-line border-t p-3">
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        <Field label={t("name")} hint={t("nameHint", { name: step.name || "…" })}>
          <StepName key={step.name} name={step.name} disabled={readOnly} onRename={onRename} />
        </Field>
        <Field label={t("model")} group>
          <Select
            aria-label={t("model")}
            value={modelId ?? RUN_MODEL}
            disabled={readOnly}
            options={[
              { value: RUN_MODEL, label: t("runModel") },
              ...models.map(({ id, name }) => ({ value: id, label: name })),
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
      </div>
      <FieldProblems problems={problems} path="name" />
      {when ? (
        <div className="flex flex-col items-start gap-2">
          <RuleConditions
            when={when}
            inputs={inputs}
            fields={fields}
            languages={languages}
            readOnly={readOnly}
            onChange={(changed) => onChange({ when: changed })}
          />
          <FieldProblems problems={problems} path="when" />
          {readOnly ? null : (
            <Button size="sm" variant="ghost" onClick={() => onChange({ when: undefined })}>
              {t("makeAlways")}
            </Button>
          )}
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-muted">{t("always")}</span>
          {readOnly ? null : (
            <Button
              size="sm"
              variant="ghost"
              icon={<Plus aria-hidden />}
              onClick={() => onChange({ when: firstCondition(inputs, fields) })}
            >
              {t("addCondition")}
            </Button>
          )}
        </div>
      )}
      {readOnly ? null : <StepActions {...props} number={place + 1} />}
    </div>
  );
}

function firstCondition(inputs: TemplateBody["inputs"], fields: string[]): TemplateStep["when"] {
  return { all: [{ input: fields[0] ?? inputs[0]?.name ?? "language", is: "present" }] };
}

// Readers of a step take over its new name: not at every letter, but once it is there.
function StepName({
  name,
  disabled,
  onRename,
}: {
  name: string;
  disabled: boolean;
  onRename: (name: string) => void;
}) {
  const [typed, setTyped] = useState(name);
  const settle = () => {
    if (typed.trim() !== name) onRename(typed.trim());
  };
  return (
    <Input
      value={typed}
      disabled={disabled}
      spellCheck={false}
      maxLength={64}
      className="font-mono text-xs"
      onValueChange={setTyped}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
      }}
    />
  );
}

function StepActions({
  number,
  onRemove,
  onMoveEarlier,
  onMoveLater,
}: Pick<StepSettingsProps, "onRemove" | "onMoveEarlier" | "onMoveLater"> & { number: number }) {
  const t = useTranslations("templates.steps");
  return (
    <div className="flex flex-wrap gap-1">
      <Button
        size="sm"
        variant="ghost"
        icon={<ArrowLeft aria-hidden />}
        disabled={!onMoveEarlier}
        onClick={() => onMoveEarlier?.()}
      >
        {t("moveEarlier")}
      </Button>
      <Button
        size="sm"
        variant="ghost"
        icon={<ArrowRight aria-hidden />}
        disabled={!onMoveLater}
        onClick={() => onMoveLater?.()}
      >
        {t("moveLater")}
      </Button>
      <Button size="sm" variant="ghost" icon={<Trash2 aria-hidden />} onClick={onRemove}>
        {t("remove", { number })}
      </Button>
    </div>
  );
}
