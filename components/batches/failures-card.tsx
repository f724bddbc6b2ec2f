"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { api, client } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { nextBatchState } from "#lib/batches/batch-state.ts";
import type { Batch, FailureGroup } from "./answers.ts";

export interface FailuresCardProps {
  batch: Batch;
  failures: FailureGroup[];
  canRetry: boolean;
  onRetried: () => void;
}

/** What items failed for, by cause, each with one example and a way to make them again. */
export function FailuresCard({ batch, failures, canRetry, onRetried }: FailuresCardProps) {
  const t = useTranslations("batches.failures");
  const textOf = useProblemText();
  const groups = useQuery({
    // The count is part of the key: more failures, another look.
    ...api.batches.failures.queryOptions({ input: { id: batch.id } }),
    queryKey: ["batches", batch.id, "failures", batch.counts.failed],
    placeholderData: (before) => before ?? { items: failures },
  });
  const retry = useMutation({
    mutationFn: (failureGroup: string | undefined) =>
      client.batches.retry({ id: batch.id, ...(failureGroup !== undefined && { failureGroup }) }),
    onError: (error) => showToast({ tone: "danger", title: textOf(error) }),
    onSuccess: ({ items }) => {
      showToast({ title: t("retried", { items }) });
      onRetried();
    },
  });
  const mayRetry = canRetry && nextBatchState(batch.status, "retry") !== null;
  return (
    <Card
      title={t("title", { count: batch.counts.failed })}
      flush
      actions={
        mayRetry ? (
          <Button
            size="sm"
            icon={<RotateCcw aria-hidden />}
            loading={retry.isPending}
            onClick={() => retry.mutate(undefined)}
          >
            {t("retryAll")}
          </Button>
        ) : null
      }
    >
      <ul>
        {(groups.data?.items ?? []).map(({ failureGroup, count, sample, lastAt }) => (
          <li
            key={failureGroup}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-2 last:border-b-0"
          >
            <TextLink
              href={`/batches/${batch.id}?state=failed&group=${encodeURIComponent(failureGroup)}`}
              className="figures min-w-12 text-end font-medium"
            >
              <NumberText value={count} />
            </TextLink>
            <span className="min-w-0 flex-1 basis-60">
              <span className="block">{sample?.message ?? "…"}</span>
              <span className="block text-faint text-xs">
                <DateTime iso={lastAt} relative />
              </span>
            </span>
            {mayRetry ? (
              <Button
                size="sm"
                loading={retry.isPending && retry.variables === failureGroup}
                onClick={() => retry.mutate(failureGroup)}
              >
                {t("retryGroup")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
