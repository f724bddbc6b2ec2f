"use client";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { CalendarClock, Rocket } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#components/ui/class-names.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { isAmount } from "#lib/money.ts";
import type { BatchPreview } from "./answers.ts";
import { LaunchCheck } from "./launch-check.tsx";
import { LaunchHow } from "./launch-how.tsx";
import {
  capOf,
  isHowComplete,
  isWhatComplete,
  type LaunchPlan,
  launchInput,
  nameOf,
  previewInput,
  termsInput,
} from "./launch-plan.ts";
import { LaunchWhat } from "./launch-what.tsx";

/** What can be chosen, as the server has it. */
export interface LaunchChoices {
  datasets: { id: string; name: string; rowCount: number }[];
  versions: { versionId: string; templateId: string; templateName: string; number: number }[];
  models: {
    id: string;
    name: string;
    providerName: string;
    simulated: boolean;
    price: { currency: string; inputPerMTok: string; outputPerMTok: string } | null;
  }[];
}

const STEPS = ["what", "how", "check"] as const;

export interface LaunchWizardProps {
  choices: LaunchChoices;
  initial: LaunchPlan;
  /** The schedule that is being changed, if one is. */
  scheduleId?: string | undefined;
}

/** From a dataset and a template to a running batch: what, how, and a last look at count, cost and cap. */
export function LaunchWizard({ choices, initial, scheduleId }: LaunchWizardProps) {
  const t = useTranslations("batches.launch");
  const words = useTranslations("common.action");
  const router = useRouter();
  const [plan, setPlan] = useState(initial);
  const [step, setStep] = useState<(typeof STEPS)[number]>(
    isWhatComplete(initial) && isHowComplete(initial) && !scheduleId ? "check" : "what",
  );
  const at = STEPS.indexOf(step);
  const change = (part: Partial<LaunchPlan>) => setPlan((before) => ({ ...before, ...part }));
  const version = useQuery({
    ...api.templates.version.queryOptions({ input: { id: plan.templateVersionId ?? "" } }),
    enabled: plan.templateVersionId !== null,
  });
  const dataset = useQuery({
    ...api.datasets.get.queryOptions({ input: { id: plan.datasetId ?? "" } }),
    enabled: plan.datasetId !== null,
  });
  const preview = useQuery({
    ...api.batches.preview.queryOptions({ input: previewInput(plan) }),
    enabled: step !== "what" && isWhatComplete(plan) && plan.modelId !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const launch = useMutation({
    mutationFn: () => save(plan, preview.data, scheduleId),
    onSuccess: (href) => router.push(href),
  });
  const isComplete = {
    what: isWhatComplete(plan),
    how: isHowComplete(plan),
    check: preview.isSuccess && !preview.isPlaceholderData && isAmount(capOf(plan, preview.data)),
  };
  const isRepeating = plan.recurrence !== null;

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("batches"), href: "/batches" }]}
        title={scheduleId ? t("changeSchedule") : t("title")}
      />
      <ol className="mb-4 flex flex-wrap gap-x-6 gap-y-1">
        {STEPS.map((one, index) => (
          <li key={one} aria-current={one === step ? "step" : undefined}>
            <button
              type="button"
              disabled={index > at}
              onClick={() => setStep(one)}
              className={cn(
                "flex min-h-8 items-center gap-2 rounded-sm",
                one === step ? "font-semibold" : "text-muted",
              )}
            >
              <span
                className={cn(
                  "flex size-5 items-center justify-center rounded-full text-xs",
                  index <= at ? "bg-accent text-on-accent" : "bg-neutral-soft text-neutral-text",
                )}
              >
                {index + 1}
              </span>
              {t(`step.${one}`)}
            </button>
          </li>
        ))}
      </ol>
      <form
        className="max-w-3xl"
        onSubmit={(event) => {
          event.preventDefault();
          const next = STEPS[at + 1];
          if (next) setStep(next);
          else launch.mutate();
        }}
      >
        <Card title={t(`step.${step}`)}>
          {step === "what" ? (
            <LaunchWhat
              plan={plan}
              choices={choices}
              offeredLanguages={version.data?.languages ?? []}
              inputs={version.data?.inputs ?? []}
              columns={dataset.data?.columns.map(({ name }) => name) ?? null}
              onChange={change}
            />
          ) : step === "how" ? (
            <LaunchHow
              plan={plan}
              choices={choices}
              preview={preview.data ?? null}
              mustRepeat={scheduleId !== undefined}
              onChange={change}
            />
          ) : (
            <LaunchCheck plan={plan} choices={choices} preview={preview} onChange={change} />
          )}
          <ProblemCallout error={launch.error} className="mt-4" />
          <div className="mt-6 flex justify-end gap-2">
            {at > 0 ? (
              <Button onClick={() => setStep(STEPS[at - 1] ?? "what")}>{words("back")}</Button>
            ) : null}
            <Button
              type="submit"
              variant="primary"
              disabled={!isComplete[step]}
              loading={launch.isPending}
              {...(step === "check" && {
                icon: isRepeating ? <CalendarClock aria-hidden /> : <Rocket aria-hidden />,
              })}
            >
              {step !== "check" ? words("continue") : isRepeating ? t("saveSchedule") : t("launch")}
            </Button>
          </div>
        </Card>
      </form>
    </>
  );
}

/** Launches or keeps the plan. @returns where to look at it. */
async function save(
  plan: LaunchPlan,
  preview: BatchPreview | undefined,
  scheduleId: string | undefined,
): Promise<string> {
  if (!plan.recurrence) {
    const { id } = await client.batches.launch(launchInput(plan, preview));
    return `/batches/${id}`;
  }
  const schedule = { ...plan.recurrence, name: nameOf(plan), launch: termsInput(plan, preview) };
  const { id } = scheduleId
    ? await client.schedules.change({ id: scheduleId, ...schedule })
    : await client.schedules.create(schedule);
  return `/batches/schedules?schedule=${id}`;
}
