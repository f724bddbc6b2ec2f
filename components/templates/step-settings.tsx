import { ArrowLeft, ArrowRight, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { fieldsToOffer } from "#lib/templates/step-fields.ts";
import type { TemplateBody, TemplateStep } from "#lib/templates/template.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { DrawingSettings } from "./drawing-settings.tsx";
import { ExamplesSettings } from "./examples-settings.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { GenerateSettings } from "./generate-settings.tsx";
import { HttpSettings } from "./http-settings.tsx";
import { LookUpSettings } from "./look-up-settings.tsx";
import { ModelToolsSettings } from "./model-tools-settings.tsx";
import { PictureSettings } from "./picture-settings.tsx";
import { RetrieveSettings } from "./retrieve-settings.tsx";
import { RuleConditions } from "./rule-conditions.tsx";
import type { StepInHand, StepPart } from "./step-in-hand.ts";
import { StepKind } from "./step-kind.tsx";
import type { DatasetChoice, PreviewModel } from "./template-view.ts";

export interface StepSettingsProps {
  inHand: StepInHand;
  inputs: TemplateBody["inputs"];
  languages: string[];
  models: PreviewModel[];
  tools: readonly OfferedTool[];
  collections: readonly OfferedCollection[];
  datasets: readonly DatasetChoice[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
  onRename: (name: string) => void;
  onRemove: () => void;
  /** `null` for the first. */
  onMoveEarlier: (() => void) | null;
  /** `null` for the last. */
  onMoveLater: (() => void) | null;
}

/** What a step is called, what it does, and when. */
export function StepSettings(props: StepSettingsProps) {
  const { inHand, inputs, languages, readOnly, onChange, onRename } = props;
  const t = useTranslations("templates.steps");
  const { step, earlier, problems, place } = inHand;
  const { when } = step;
  const fields = earlier.flatMap((one) => fieldsToOffer(one).map((field) => `steps.${one.name}.${field}`));
  return (
    <div className="flex flex-col gap-3 border-line border-t p-3">
      <StepKind kind={step.kind} />
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        <Field
          label={t("name")}
          hint={step.kind === "generate" ? t("nameHint", { name: step.name || "…" }) : null}
        >
          <StepName key={step.name} name={step.name} disabled={readOnly} onRename={onRename} />
        </Field>
        <KindSettings {...props} />
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

function KindSettings(props: StepSettingsProps) {
  const { inHand, inputs, models, tools, collections, datasets, readOnly, onChange } = props;
  const { step, earlier, problems } = inHand;
  switch (step.kind) {
    case "generate":
      return (
        <>
          <GenerateSettings {...{ step, models, readOnly, onChange }} />
          <ModelToolsSettings {...{ problems, readOnly, onChange }} tools={step.tools} offered={tools} />
        </>
      );
    case "examples":
      return <ExamplesSettings {...{ step, inputs, collections, datasets, problems, readOnly, onChange }} />;
    case "retrieve":
      return <RetrieveSettings {...{ step, collections, problems, readOnly, onChange }} />;
    case "look-up":
      return <LookUpSettings {...{ step, problems, readOnly, onChange }} />;
    case "http":
      return <HttpSettings {...{ step, inputs, earlier, tools, problems, readOnly, onChange }} />;
    case "edit-picture":
      return <DrawingSettings {...{ step, inputs, earlier, models, problems, readOnly, onChange }} />;
    case "picture":
      return <PictureSettings {...{ step, inputs, earlier, problems, readOnly, onChange }} />;
  }
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
