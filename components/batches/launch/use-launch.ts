"use client";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import type { BatchPreview } from "#components/batches/answers.ts";
import { isAmount } from "#lib/money.ts";
import { capOf } from "./launch-cap.ts";
import { launchInput, previewInput, termsInput } from "./launch-input.ts";
import { isHowComplete, isWhatComplete, type LaunchPlan, nameOf } from "./launch-plan.ts";
import { firstStep } from "./launch-step.ts";

/** A launch as it is being planned: what has been gathered, what the server says to it, and the launch itself. */
export function useLaunch(initial: LaunchPlan, scheduleId: string | undefined) {
  const router = useRouter();
  const [plan, setPlan] = useState(initial);
  const [step, setStep] = useState(() => firstStep(initial, scheduleId !== undefined));
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
  return {
    plan,
    change: (part: Partial<LaunchPlan>) => setPlan((before) => ({ ...before, ...part })),
    step,
    goTo: setStep,
    isComplete: isComplete[step],
    version: version.data,
    dataset: dataset.data,
    preview,
    launch,
  };
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
