"use client";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { holdsPictures } from "#lib/datasets/holds-pictures.ts";

export interface NewReportProps {
  datasets: readonly { id: string; name: string }[];
  /** The dataset that somebody comes from. */
  initialId: string | null;
}

/** Chooses the dataset and the column whose pictures are to be measured. */
export function NewReport({ datasets, initialId }: NewReportProps) {
  const t = useTranslations("images.report");
  const router = useRouter();
  const [datasetId, setDatasetId] = useState(initialId);
  const [chosen, setColumn] = useState<string | null>(null);
  const dataset = useQuery(
    api.datasets.get.queryOptions({ input: datasetId ? { id: datasetId } : skipToken }),
  ).data;
  const columns = dataset?.columns ?? [];
  // What holds addresses is most likely it.
  const column = chosen ?? columns.find(holdsPictures)?.name ?? null;
  const start = useChange(client.imageReports.start, { touches: [api.imageReports.key()] });
  const misfit = start.misfit("column");
  return (
    <div className="mb-4 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("dataset")} className="w-full sm:w-72">
          <Combobox
            aria-label={t("dataset")}
            options={datasets.map(({ id, name }) => ({ value: id, label: name }))}
            value={datasetId}
            onValueChange={(id) => {
              setDatasetId(id);
              setColumn(null);
            }}
          />
        </Field>
        <Field label={t("column")} className="w-full sm:w-72" error={misfit}>
          <Combobox
            aria-label={t("column")}
            options={columns.map(({ name }) => ({ value: name, label: name }))}
            value={column}
            onValueChange={setColumn}
            disabled={columns.length === 0}
          />
        </Field>
        <Button
          variant="primary"
          disabled={!datasetId || !column}
          loading={start.pending}
          onClick={() => {
            if (datasetId && column)
              start.run({ datasetId, column }, ({ id }) => router.push(`/images/reports/${id}`));
          }}
        >
          {t("start")}
        </Button>
      </div>
      <p className="mt-2 text-muted text-xs">{t("hint")}</p>
      {start.problem ? (
        <Callout tone="danger" className="mt-2">
          {start.problem}
        </Callout>
      ) : null}
    </div>
  );
}
