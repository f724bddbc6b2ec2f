import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { DRAWING_TASKS, MAY_CHANGE } from "#lib/images/drawing/drawing-wish.ts";
import { givesPicture } from "#lib/templates/steps.ts";
import {
  type EditPictureStep,
  type InputColumn,
  MOST_CANDIDATES,
  type TemplateStep,
} from "#lib/templates/template.ts";
import { FieldProblems } from "./field-problems.tsx";
import type { StepPart } from "./step-in-hand.ts";
import type { PreviewModel, Problem } from "./template-view.ts";

const FACTORS = [2, 4] as const;

export interface DrawingSettingsProps {
  step: EditPictureStep;
  inputs: InputColumn[];
  earlier: readonly TemplateStep[];
  /** Models of all kinds; those that draw are offered. */
  models: readonly PreviewModel[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}

/** Which picture a model works on, which model that is, and what it is asked for. */
export function DrawingSettings({
  step,
  inputs,
  earlier,
  models,
  problems,
  readOnly,
  onChange,
}: DrawingSettingsProps) {
  const t = useTranslations("templates.steps.drawing");
  const ofPicture = useTranslations("templates.steps.picture");
  const { source, field, modelId, task, factor } = step;
  const sources = [
    ...inputs.filter(({ type }) => type === "picture").map(({ name }) => name),
    ...earlier.flatMap((one) => (givesPicture(one) ? [`steps.${one.name}.${one.field}`] : [])),
  ];
  const drawing = models.filter(({ kind }) => kind === "image");
  const choice = (
    name: "source" | "modelId",
    label: string,
    placeholder: string,
    value: string | null,
    options: { value: string; label: string }[],
  ) => (
    <div className="flex min-w-0 flex-col gap-1">
      <Field label={label} group>
        <Select
          aria-label={label}
          value={value}
          placeholder={placeholder}
          disabled={readOnly || options.length === 0}
          options={options}
          onValueChange={(next) => onChange({ [name]: next })}
          className="w-full min-w-0"
        />
      </Field>
      <FieldProblems problems={problems} path={name} />
    </div>
  );
  return (
    <>
      {choice(
        "modelId",
        t("model"),
        t("chooseModel"),
        modelId ?? null,
        drawing.map(({ id, name }) => ({ value: id, label: name })),
      )}
      {choice(
        "source",
        ofPicture("source"),
        ofPicture("choose"),
        source === "" ? null : source,
        [...new Set([...sources, ...(source === "" ? [] : [source])])].map((value) => ({
          value,
          label: value,
        })),
      )}
      <div className="flex min-w-0 flex-col gap-1">
        <Field label={ofPicture("field")}>
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
      {drawing.length === 0 ? (
        <Callout tone="info" className="sm:col-span-2">
          {t("noModels")}
        </Callout>
      ) : null}
      <Field label={t("task")} group>
        <Select
          aria-label={t("task")}
          value={task}
          disabled={readOnly}
          options={DRAWING_TASKS.map((value) => ({ value, label: t(`tasks.${value}`) }))}
          onValueChange={(next) => onChange({ task: next })}
          className="w-full min-w-0"
        />
      </Field>
      {task === "enlarge" ? (
        <Field label={t("factor")} group>
          <Select
            aria-label={t("factor")}
            value={String(factor)}
            disabled={readOnly}
            options={FACTORS.map((value) => ({ value: String(value), label: `×${value}` }))}
            onValueChange={(next) => onChange({ factor: next === "4" ? 4 : 2 })}
            className="w-full min-w-0"
          />
        </Field>
      ) : (
        <EditFields {...{ step, problems, readOnly, onChange }} />
      )}
    </>
  );
}

function EditFields({
  step,
  problems,
  readOnly,
  onChange,
}: Pick<DrawingSettingsProps, "step" | "problems" | "readOnly" | "onChange">) {
  const t = useTranslations("templates.steps.drawing");
  const { prompt, avoid, mayChange, size, quality, strength, seed, count } = step;
  const text = (name: "prompt" | "avoid", value: string, rows: number) => (
    <div className="flex min-w-0 flex-col gap-1 sm:col-span-2">
      <Field label={t(name)} optional={name === "avoid"} hint={t(`${name}Hint`)}>
        <Textarea
          value={value}
          rows={rows}
          autoGrow
          disabled={readOnly}
          onChange={({ target }) => onChange({ [name]: target.value })}
          className="font-mono text-xs"
        />
      </Field>
      <FieldProblems problems={problems} path={name} />
    </div>
  );
  const word = (name: "size" | "quality", value: string) => (
    <div className="flex min-w-0 flex-col gap-1">
      <Field label={t(name)} optional hint={t(`${name}Hint`)}>
        <Input
          value={value}
          disabled={readOnly}
          spellCheck={false}
          className="font-mono text-xs"
          onValueChange={(next) =>
            onChange({ [name]: next.trim() === "" ? (name === "size" ? "source" : undefined) : next.trim() })
          }
        />
      </Field>
      <FieldProblems problems={problems} path={name} />
    </div>
  );
  return (
    <>
      {text("prompt", prompt, 3)}
      <Field label={t("mayChange")} group>
        <Select
          aria-label={t("mayChange")}
          value={mayChange}
          disabled={readOnly}
          options={MAY_CHANGE.map((value) => ({ value, label: t(`changes.${value}`) }))}
          onValueChange={(next) => onChange({ mayChange: next })}
          className="w-full min-w-0"
        />
      </Field>
      <Field label={t("count")} hint={t("countHint")}>
        <NumberInput
          plain
          className="w-full"
          min={1}
          max={MOST_CANDIDATES}
          step={1}
          disabled={readOnly}
          value={count}
          onValueChange={(next) => onChange({ count: next ?? 1 })}
        />
      </Field>
      {word("size", size === "source" ? "" : size)}
      {word("quality", quality ?? "")}
      <Field label={t("strength")} optional hint={t("strengthHint")}>
        <NumberInput
          plain
          className="w-full"
          min={0.05}
          max={1}
          step={0.05}
          disabled={readOnly}
          value={strength ?? null}
          onValueChange={(next) => onChange({ strength: next ?? undefined })}
        />
      </Field>
      <Field label={t("seed")} optional>
        <NumberInput
          plain
          className="w-full"
          min={0}
          step={1}
          disabled={readOnly}
          value={seed ?? null}
          onValueChange={(next) => onChange({ seed: next ?? undefined })}
        />
      </Field>
      {text("avoid", avoid ?? "", 1)}
    </>
  );
}
