import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { BatchPreview } from "#components/batches/answers.ts";
import { HoursText } from "#components/batches/hours-text.tsx";
import { useRecurrenceText } from "#components/batches/schedules/use-recurrence-text.ts";
import { useOnlyText } from "#components/batches/use-only-text.ts";
import { useReviewPlanText } from "#components/batches/use-review-plan-text.ts";
import { modelName } from "#components/models/model-name.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { asksModelIn, choosesModelIn, type LaunchChoices } from "./launch-choices.ts";
import { type LaunchPlan, nameOf } from "./launch-plan.ts";

export interface LaunchFactsProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  preview: BatchPreview;
}

/** What was chosen in the steps before: whoever launches something again has not seen them. */
export function LaunchFacts({ plan, choices, preview: { mode, languageModels } }: LaunchFactsProps) {
  const t = useTranslations("batches.launch");
  const words = useTranslations("batches");
  const recurrenceText = useRecurrenceText();
  const reviewPlanText = useReviewPlanText();
  const onlyText = useOnlyText();
  const version = choices.versions.find(({ versionId }) => versionId === plan.templateVersionId);
  const named = (id: string | null) => {
    const found = choices.models.find((one) => one.id === id);
    return found && modelName({ name: found.name, provider: found.providerName });
  };
  const asksModel = asksModelIn(choices, plan);
  const isChosen = choosesModelIn(choices, plan);
  const model = isChosen ? named(plan.modelId) : null;
  const dataset = choices.datasets.find(({ id }) => id === plan.datasetId);
  const fallback = isChosen ? named(plan.fallbackModelId) : null;
  const facts: [name: string, value: ReactNode][] = [
    [t("name"), nameOf(plan)],
    [
      t("template"),
      version &&
        words(plan.follows === null ? "versionOf" : "versionFollowed", {
          template: version.templateName,
          number: version.number,
        }),
    ],
    plan.selectionId === null
      ? [t("dataset"), dataset?.name]
      : [t("selection"), t("pickedAnew", { name: dataset?.selection?.name ?? "" })],
    [t("due.title"), plan.only && onlyText(plan.only)],
    [t("model"), model && fallback ? words("modelThen", { model, fallback }) : model],
    [
      t("languageModels"),
      languageModels.length > 0 &&
        languageModels.map(({ language, models }) => (
          <span key={language} className="block">
            {words("languageModel", { language, models: models.map(({ name }) => name).join(", ") })}
          </span>
        )),
    ],
    [
      t("mode.title"),
      plan.mode === "realtime" || !asksModel
        ? t("mode.realtime")
        : (mode.reason?.message ?? t("mode.chosen", { hours: mode.windowHours ?? 0 })),
    ],
    [t("mode.deadline"), plan.deadline && <DateTime iso={new Date(plan.deadline).toISOString()} />],
    [
      t("start"),
      plan.recurrence
        ? t("repeats", { when: recurrenceText(plan.recurrence.cron), timeZone: plan.recurrence.timeZone })
        : plan.startAt && <DateTime iso={new Date(plan.startAt).toISOString()} />,
    ],
    [t("review.title"), reviewPlanText(plan.reviewPlan)],
    [
      words("offPeak"),
      plan.offPeak && (
        <>
          <HoursText hours={plan.offPeak} />
          <span className="block text-muted text-xs">{t("offPeak.longer")}</span>
        </>
      ),
    ],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {facts.map(([name, value]) =>
        value ? (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="wrap-anywhere min-w-0">{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
