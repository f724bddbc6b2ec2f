import { ArrowRight, CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { cn } from "#components/ui/class-names.ts";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { clausesOf } from "#lib/templates/condition.ts";
import type { TemplateStep } from "#lib/templates/template.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { problemsOfStep } from "./step-in-hand.ts";
import { StepKind } from "./step-kind.tsx";
import type { DatasetChoice, PreviewModel, Problem } from "./template-view.ts";

export interface StepsGraphProps {
  steps: readonly TemplateStep[];
  models: readonly PreviewModel[];
  tools: readonly OfferedTool[];
  collections: readonly OfferedCollection[];
  datasets: readonly DatasetChoice[];
  problems: readonly Problem[];
  chosen: number;
  onChoose: (place: number) => void;
}

/** The steps of a chain in their order, each a box that leads to it. */
export function StepsGraph({
  steps,
  models,
  tools,
  collections,
  datasets,
  problems,
  chosen,
  onChoose,
}: StepsGraphProps) {
  const t = useTranslations("templates.steps");
  const nav = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const box = list.current?.children[chosen];
    if (!nav.current || !(box instanceof HTMLElement)) return;
    // Only sideways: the page is not to move under whoever types.
    nav.current.scrollLeft = box.offsetLeft - (nav.current.clientWidth - box.offsetWidth) / 2;
  }, [chosen]);
  return (
    <nav ref={nav} aria-label={t("title")} className="relative overflow-x-auto p-3">
      <ol ref={list} className="flex flex-col items-stretch gap-1 sm:w-max sm:flex-row sm:items-center">
        {steps.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names change; places do not
          <li key={place} className="flex min-w-0 flex-col items-stretch gap-1 sm:flex-row sm:items-center">
            {place > 0 ? (
              <ArrowRight
                aria-hidden
                className="size-3.5 shrink-0 rotate-90 self-center text-faint sm:rotate-0"
              />
            ) : null}
            <StepBox
              {...{ step, models, tools, collections, datasets }}
              number={place + 1}
              hasErrors={problemsOfStep(problems, place).some(({ severity }) => severity === "error")}
              isChosen={place === chosen}
              onChoose={() => onChoose(place)}
            />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepBox({
  step,
  number,
  models,
  tools,
  collections,
  datasets,
  hasErrors,
  isChosen,
  onChoose,
}: {
  step: TemplateStep;
  number: number;
  models: readonly PreviewModel[];
  tools: readonly OfferedTool[];
  collections: readonly OfferedCollection[];
  datasets: readonly DatasetChoice[];
  hasErrors: boolean;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const t = useTranslations("templates.steps");
  const words = useTranslations("images.operation.kinds");
  const { listed } = usePunctuation();
  const { name, when } = step;
  return (
    <button
      type="button"
      aria-current={isChosen ? "step" : undefined}
      onClick={onChoose}
      className={cn(
        "flex min-h-14 min-w-40 max-w-full flex-col items-start rounded-md border bg-surface px-2.5 py-1.5 text-start hover:bg-hover sm:max-w-56",
        isChosen ? "border-accent ring-1 ring-accent" : "border-line",
        when && "border-dashed",
      )}
    >
      <span className="flex w-full items-center gap-1.5">
        <span className="figures text-faint text-xs">{number}</span>
        <span className="truncate font-medium font-mono text-xs">{name || t("unnamed")}</span>
        {hasErrors ? (
          <CircleAlert
            role="img"
            aria-label={t("hasErrors")}
            className="ms-auto size-3.5 shrink-0 text-danger-text"
          />
        ) : null}
      </span>
      <StepKind kind={step.kind} />
      <span className="max-w-full truncate text-muted text-xs">
        {when ? t("onlyWhen", { condition: conditionText(when, t) }) : t("always")}
      </span>
      <span className="max-w-full truncate text-faint text-xs">
        {detailOf(step, { models, tools, collections, datasets }, t, (operations) =>
          listed(operations.map(({ do: act }) => words(act))),
        )}
      </span>
    </button>
  );
}

// Whom it asks, else what it writes; which tool it calls, which collection it searches, or what it looks up.
function detailOf(
  step: TemplateStep,
  {
    models,
    tools,
    collections,
    datasets,
  }: Pick<StepsGraphProps, "models" | "tools" | "collections" | "datasets">,
  t: Translator,
  inWords: (operations: Operations) => string,
): string {
  switch (step.kind) {
    case "generate":
      if (step.modelId === undefined) return step.outputs.map((field) => field.name).join(", ");
      return models.find(({ id }) => id === step.modelId)?.name ?? t("modelGone");
    case "examples":
      return datasets.find(({ id }) => id === step.datasetId)?.name ?? "";
    case "retrieve":
      return collections.find(({ id }) => id === step.collectionId)?.name ?? "";
    case "look-up":
      return step.query;
    case "http":
      return tools.find(({ id }) => id === step.toolId)?.name ?? "";
    case "picture":
      return inWords(step.operations);
    case "edit-picture":
      return models.find(({ id }) => id === step.modelId)?.name ?? t(`drawing.tasks.${step.task}`);
  }
}

type Operations = Extract<TemplateStep, { kind: "picture" }>["operations"];
type Translator = ReturnType<typeof useTranslations<"templates.steps">>;

function conditionText(when: NonNullable<TemplateStep["when"]>, t: Translator): string {
  const { clauses } = clausesOf(when);
  const [first] = clauses;
  if (!first) return "";
  const input = first.input === "language" ? t("language") : first.input.replace(/^steps\./, "");
  return clauses.length > 1 ? t("andMore", { input, count: clauses.length - 1 }) : input;
}
