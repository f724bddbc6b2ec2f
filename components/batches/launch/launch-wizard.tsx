"use client";
import { CalendarClock, Rocket } from "lucide-react";
import { useTranslations } from "next-intl";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { needsApproval } from "./approval-notice.tsx";
import { capOf } from "./launch-cap.ts";
import { LaunchCheck } from "./launch-check.tsx";
import type { LaunchChoices } from "./launch-choices.ts";
import { LaunchHow } from "./launch-how.tsx";
import type { LaunchPlan } from "./launch-plan.ts";
import { stepAfter, stepBefore } from "./launch-step.ts";
import { LaunchSteps } from "./launch-steps.tsx";
import { LaunchWhat } from "./launch-what.tsx";
import { useLaunch } from "./use-launch.ts";

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
  const { plan, change, step, goTo, isComplete, asksModel, choosesModel, version, dataset, preview, launch } =
    useLaunch(initial, choices, scheduleId);
  const before = stepBefore(step);
  const isRepeating = plan.recurrence !== null;
  const asks = preview.data?.paysModel === true && needsApproval(preview.data, capOf(plan, preview.data));

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("batches"), href: "/batches" }]}
        title={scheduleId ? t("changeSchedule") : t("title")}
      />
      <LaunchSteps current={step} onGoTo={goTo} />
      <form
        className="max-w-3xl"
        onSubmit={(event) => {
          event.preventDefault();
          const next = stepAfter(step);
          if (next) goTo(next);
          else launch.mutate();
        }}
      >
        <Card title={t(`step.${step}`)}>
          {step === "what" ? (
            <LaunchWhat
              plan={plan}
              choices={choices}
              offeredLanguages={version?.languages ?? []}
              inputs={version?.inputs ?? []}
              columns={dataset?.columns.map(({ name }) => name) ?? null}
              onChange={change}
            />
          ) : step === "how" ? (
            <LaunchHow
              plan={plan}
              choices={choices}
              asksModel={asksModel}
              choosesModel={choosesModel}
              preview={preview.data ?? null}
              columns={dataset?.columns.map(({ name }) => name) ?? []}
              mustRepeat={scheduleId !== undefined}
              onChange={change}
            />
          ) : (
            <LaunchCheck plan={plan} choices={choices} preview={preview} onChange={change} />
          )}
          <ProblemCallout error={launch.error} className="mt-4" />
          <div className="mt-6 flex justify-end gap-2">
            {before ? <Button onClick={() => goTo(before)}>{words("back")}</Button> : null}
            <Button
              type="submit"
              variant="primary"
              disabled={!isComplete}
              loading={launch.isPending}
              {...(step === "check" && {
                icon: isRepeating ? <CalendarClock aria-hidden /> : <Rocket aria-hidden />,
              })}
            >
              {step !== "check"
                ? words("continue")
                : isRepeating
                  ? t("saveSchedule")
                  : asks
                    ? t("approval.ask")
                    : t("launch")}
            </Button>
          </div>
        </Card>
      </form>
    </>
  );
}
