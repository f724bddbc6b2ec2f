"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useDeferredValue, useEffect, useState } from "react";
import { api, client, problemOf } from "#components/api/client.ts";
import { CreationKey } from "#components/api/creation-key.ts";
import { showToast } from "#components/ui/toast.tsx";
import { addressOfDraft, draftOfAddress, trialAddress } from "./trial-address.ts";
import { requestOf, type TrialDraft, type VersionChoice } from "./trial-draft.ts";

const EMPTY_REQUEST = { datasetId: "", variants: [], sample: { size: 1, method: "first" as const } };

/** A trial being put together: its draft, what it would cost as far as it is complete, and its start. */
export function useNewTrial(first: () => TrialDraft, versions: readonly VersionChoice[]) {
  const t = useTranslations("trials.new");
  const router = useRouter();
  const [isStarting, setIsStarting] = useState(false);
  const [address, setAddress] = useQueryStates(trialAddress, { history: "replace", scroll: false });
  const [draft, setDraft] = useState(() => draftOfAddress(address, first));
  const [creation] = useState(() => new CreationKey());
  useEffect(() => {
    void setAddress(addressOfDraft(draft));
  }, [draft, setAddress]);
  const request = requestOf(useDeferredValue(draft), versions);
  const estimate = useQuery({
    ...api.trials.estimate.queryOptions({ input: request ?? EMPTY_REQUEST }),
    enabled: request !== null,
    placeholderData: keepPreviousData,
  });

  async function start() {
    const wanted = requestOf(draft, versions);
    if (!wanted) return;
    setIsStarting(true);
    try {
      const { id } = await client.trials.launch(wanted, creation.for(wanted));
      creation.done();
      router.push(`/trials/${id}`);
    } catch (error) {
      showToast({ tone: "danger", title: problemOf(error)?.detail ?? t("notStarted") });
      setIsStarting(false);
    }
  }

  return {
    draft,
    setDraft,
    estimate: request ? (estimate.data ?? null) : null,
    isEstimating: request !== null && estimate.isFetching,
    problem: request ? (problemOf(estimate.error)?.detail ?? null) : null,
    canStart: requestOf(draft, versions) !== null && !estimate.isError,
    isStarting,
    start,
  };
}
