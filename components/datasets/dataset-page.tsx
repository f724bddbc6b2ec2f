"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { DatasetAnswer } from "./dataset-answer.ts";
import { DatasetHeader } from "./dataset-header.tsx";
import { DatasetViews } from "./dataset-views.tsx";
import { ImportProgress } from "./import-progress.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { SplitDialog } from "./split-dialog.tsx";
import { useImport } from "./use-import.ts";

export interface DatasetPageProps {
  dataset: DatasetAnswer;
  may: { write: boolean; trial: boolean; launch: boolean };
}

/** One dataset: its rows, what its columns hold, what was left out, and what to do with it. */
export function DatasetPage({ dataset: asLoaded, may }: DatasetPageProps) {
  const t = useTranslations("datasets");
  const router = useRouter();
  const [dialog, setDialog] = useState<"rename" | "archive" | "split" | null>(null);
  const { id } = asLoaded;
  const query = useQuery({ ...api.datasets.get.queryOptions({ input: { id } }), initialData: asLoaded });
  const dataset = query.data;
  const live = useImport(dataset, () => void query.refetch());
  const archive = useMutation(
    api.datasets.archive.mutationOptions({
      onSuccess() {
        showToast({ title: t("archive.done", { name: dataset.name }) });
        router.push("/datasets");
      },
    }),
  );

  return (
    <>
      <DatasetHeader dataset={dataset} live={live} may={may} onOpen={setDialog} />
      {dataset.status === "importing" ? (
        <ImportProgress
          progress={live.progress}
          onStop={may.write ? () => setDialog("archive") : undefined}
        />
      ) : null}
      {dataset.failure ? (
        <Callout
          tone="danger"
          title={t("failed")}
          className="mb-4"
          action={
            may.write ? (
              <LinkButton size="sm" href="/datasets/new">
                {t("importAgain")}
              </LinkButton>
            ) : null
          }
        >
          {dataset.failure.message}
        </Callout>
      ) : null}
      <ProblemCallout error={archive.error} className="mb-4" />
      <DatasetViews dataset={dataset} live={live} mayWrite={may.write} />
      <RenameDialog
        dataset={dataset}
        open={dialog === "rename"}
        onClose={() => setDialog(null)}
        onRenamed={() => {
          setDialog(null);
          void query.refetch();
          router.refresh();
        }}
      />
      {dialog === "split" ? (
        <SplitDialog
          dataset={dataset}
          onClose={() => {
            setDialog(null);
            void query.refetch();
          }}
        />
      ) : null}
      <ConfirmDialog
        open={dialog === "archive"}
        onOpenChange={(open) => setDialog(open ? "archive" : null)}
        title={t(dataset.status === "importing" ? "archive.stopTitle" : "archive.title", {
          name: dataset.name,
        })}
        description={t(dataset.status === "importing" ? "archive.stopDescription" : "archive.description")}
        confirmLabel={t(dataset.status === "importing" ? "progress.stop" : "archive.action")}
        danger
        busy={archive.isPending}
        onConfirm={() => archive.mutate({ id })}
      />
    </>
  );
}
