"use client";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTimeZone } from "next-intl";
import { createSerializer, useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { CreationKey } from "#components/api/creation-key.ts";
import { isAmount } from "#lib/money.ts";
import { addressOfPlan, launchAddress, planOfAddress } from "./launch-address.ts";
import { capOf } from "./launch-cap.ts";
import { asksModelIn, choosesModelIn, type LaunchChoices } from "./launch-choices.ts";
import { type LaunchKnown, launchInput, previewInput, repeatedInput } from "./launch-input.ts";
import { isHowComplete, isWhatComplete, type LaunchPlan, nameOf } from "./launch-plan.ts";
import { firstStep, type LaunchStep, reachableStep } from "./launch-step.ts";

const written = createSerializer(launchAddress);

/** A launch as it is being planned: what has been gathered, what the server says to it, and the launch itself. */
export function useLaunch(initial: LaunchPlan, choices: LaunchChoices, scheduleId: string | undefined) {
  const router = useRouter();
  const timeZone = useTimeZone() ?? "UTC";
  const [address, setAddress] = useQueryStates(launchAddress, { history: "replace", scroll: false });
  const [plan, setPlan] = useState(() =>
    address.step === null ? initial : planOfAddress(address, choices, timeZone),
  );
  const [creation] = useState(() => new CreationKey());
  const asksModel = asksModelIn(choices, plan);
  const choosesModel = choosesModelIn(choices, plan);
  const step = address.step
    ? reachableStep(plan, address.step, choosesModel)
    : firstStep(initial, scheduleId !== undefined, choosesModelIn(choices, initial));
  useEffect(() => {
    const next = addressOfPlan(plan, step);
    // Written soon, not now: where it says nothing new it may land on the entry that Forward has led to meanwhile.
    if (written(next) !== written(address)) void setAddress(next);
  }, [plan, step, address, setAddress]);
  const version = useQuery({
    ...api.templates.version.queryOptions({ input: { id: plan.templateVersionId ?? "" } }),
    enabled: plan.templateVersionId !== null,
  });
  const dataset = useQuery({
    ...api.datasets.get.queryOptions({ input: { id: plan.datasetId ?? "" } }),
    enabled: plan.datasetId !== null,
  });
  const preview = useQuery({
    ...api.batches.preview.queryOptions({ input: previewInput(plan, asksModel) }),
    enabled: step !== "what" && isWhatComplete(plan) && (plan.modelId !== null || !choosesModel),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const launch = useMutation({
    mutationFn: () => save(plan, { preview: preview.data, asksModel }, scheduleId, creation),
    onSuccess: (href) => {
      creation.done();
      router.push(href);
    },
  });
  const isComplete = {
    what: isWhatComplete(plan),
    how: isHowComplete(plan, choosesModel),
    check:
      preview.isSuccess &&
      !preview.isPlaceholderData &&
      (!preview.data.paysModel || isAmount(capOf(plan, preview.data))) &&
      // What there is nothing of today there may be tomorrow.
      (preview.data.itemCount > 0 || plan.recurrence !== null),
  };
  return {
    plan,
    change: (part: Partial<LaunchPlan>) => setPlan((before) => ({ ...before, ...part })),
    step,
    goTo: (next: LaunchStep) => void setAddress(addressOfPlan(plan, next), { history: "push" }),
    isComplete: isComplete[step],
    asksModel,
    choosesModel,
    version: version.data,
    dataset: dataset.data,
    preview,
    launch,
  };
}

/** Launches or keeps the plan. @returns where to look at it. */
async function save(
  plan: LaunchPlan,
  known: LaunchKnown,
  scheduleId: string | undefined,
  creation: CreationKey,
): Promise<string> {
  if (!plan.recurrence) {
    const input = launchInput(plan, known);
    const { id } = await client.batches.launch(input, creation.for(input));
    return `/batches/${id}`;
  }
  const schedule = { ...plan.recurrence, name: nameOf(plan), launch: repeatedInput(plan, known) };
  const { id } = scheduleId
    ? await client.schedules.change({ id: scheduleId, ...schedule })
    : await client.schedules.create(schedule, creation.for(schedule));
  return `/batches/schedules?schedule=${id}`;
}
