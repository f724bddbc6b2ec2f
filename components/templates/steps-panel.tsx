"use client";
import { useTranslations } from "next-intl";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { addStep, moveStep, removeStep, renameStep } from "#lib/templates/change-steps.ts";
import { MAX_STEPS, type TemplateBody } from "#lib/templates/template.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { AddStep } from "./add-step.tsx";
import { type StepInHand, withStep } from "./step-in-hand.ts";
import { StepSettings } from "./step-settings.tsx";
import { StepsGraph } from "./steps-graph.tsx";
import type { DatasetChoice, PreviewModel, Problem } from "./template-view.ts";

export interface StepsPanelProps {
  body: TemplateBody;
  inHand: StepInHand;
  models: PreviewModel[];
  tools: readonly OfferedTool[];
  collections: readonly OfferedCollection[];
  datasets: readonly DatasetChoice[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: Partial<TemplateBody>) => void;
  onChoose: (place: number) => void;
}

/** The chain as a graph, which is also the way from one of its steps to another, and what the chosen one is. */
export function StepsPanel({
  body,
  inHand,
  models,
  tools,
  collections,
  datasets,
  problems,
  readOnly,
  onChange,
  onChoose,
}: StepsPanelProps) {
  const t = useTranslations("templates.steps");
  const { steps } = body;
  const { place } = inHand;
  const move = (to: number) => {
    onChange(moveStep(body, place, to));
    onChoose(to);
  };
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <div className="flex min-h-10 items-center justify-between gap-2 border-line border-b px-3">
        <h2 className="font-semibold">{t("title")}</h2>
        {readOnly || steps.length >= MAX_STEPS ? null : (
          <AddStep
            onAdd={(kind) => {
              onChange(addStep(body, kind));
              onChoose(steps.length);
            }}
          />
        )}
      </div>
      <StepsGraph {...{ steps, models, tools, collections, datasets, problems, onChoose }} chosen={place} />
      <StepSettings
        {...{ inHand, models, tools, collections, datasets, readOnly }}
        inputs={body.inputs}
        languages={body.languages}
        onChange={(part) => onChange(withStep(body, place, part))}
        onRename={(name) => onChange(renameStep(body, place, name))}
        onRemove={() => {
          onChange(removeStep(body, place));
          onChoose(Math.max(0, place - 1));
        }}
        onMoveEarlier={place > 0 ? () => move(place - 1) : null}
        onMoveLater={place < steps.length - 1 ? () => move(place + 1) : null}
      />
    </section>
  );
}
