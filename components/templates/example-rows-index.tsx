import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { PartSelect } from "#components/datasets/part-select.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import type { Part } from "#lib/datasets/split.ts";

const LOOKED_AT = 100;
const REFRESH_WHILE_INDEXING_MS = 1_000;

/** Whether rows of a dataset are in a collection, so that the nearest can be found; they are put there once the cost was seen. */
export function ExampleRowsIndex({
  collectionId,
  datasetId,
  columns,
  readOnly,
}: {
  collectionId: string;
  datasetId: string;
  columns: string[];
  readOnly: boolean;
}) {
  const t = useTranslations("templates.steps.examples.index");
  type Estimate = Awaited<ReturnType<typeof client.collections.documents.estimate>>;
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  const split = useQuery(api.datasets.get.queryOptions({ input: { id: datasetId } })).data?.split ?? null;
  // What a prompt is judged on is no example in it.
  const [chosen, setPart] = useState<Part | null>("train");
  const part = split === null ? null : chosen;
  const rows = { datasetId, columns, ...(part && { part }) };
  const documents = useQuery({
    ...api.collections.documents.list.queryOptions({ input: { id: collectionId, limit: LOOKED_AT } }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === "queued" || status === "indexing")
        ? REFRESH_WHILE_INDEXING_MS
        : false,
  });
  const price = useChange(client.collections.documents.estimate, { touches: [] });
  const add = useChange(client.collections.documents.add, { touches: [api.collections.key()] });
  if (!documents.data) return null;
  const [latest] = documents.data.items.filter(({ metadata }) => metadata.datasetId === datasetId);
  const isMoving = latest?.status === "queued" || latest?.status === "indexing";
  return (
    <div
      aria-live="polite"
      className="flex flex-col items-start gap-2 rounded-md bg-sunken p-3 sm:col-span-2"
    >
      {split ? (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-muted">{t("part")}</span>
          <PartSelect
            size="sm"
            part={part}
            disabled={readOnly || isMoving}
            onPart={(next) => {
              setPart(next);
              setEstimate(null);
            }}
          />
        </div>
      ) : null}
      {latest ? null : <p>{t("missing")}</p>}
      {latest?.status === "ready" ? <p>{t("ready")}</p> : null}
      {latest?.status === "failed" ? (
        <p className="text-danger-text">{t("failed", { reason: latest.failure?.message ?? "" })}</p>
      ) : null}
      {latest && isMoving ? (
        <p>{t("indexing", { done: latest.progress.embedded, all: latest.progress.passages })}</p>
      ) : null}
      {price.problem || add.problem ? <Callout tone="danger">{price.problem ?? add.problem}</Callout> : null}
      {estimate ? (
        <>
          <p className="flex flex-wrap items-baseline gap-2">
            <span>
              {t("cost", { rows: estimate.passages, fresh: estimate.newPassages })}{" "}
              <MoneyText value={estimate.cost} className="font-semibold" />
            </span>
            {estimate.simulated ? <SimulatedMark /> : null}
          </p>
          <div className="flex gap-2">
            <Button
              size="sm"
              variant="primary"
              disabled={add.pending}
              onClick={() => add.run({ id: collectionId, rows }, () => setEstimate(null))}
            >
              {t("confirm")}
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setEstimate(null)}>
              {t("cancel")}
            </Button>
          </div>
        </>
      ) : readOnly || isMoving ? null : (
        <Button
          size="sm"
          disabled={price.pending}
          onClick={() => price.run({ id: collectionId, rows }, setEstimate)}
        >
          {latest?.status === "ready" ? t("again") : t("add")}
        </Button>
      )}
    </div>
  );
}
