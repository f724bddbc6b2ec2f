"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Callout } from "#components/ui/callout.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { LabelList } from "./label-list.tsx";
import { LabelsRefused, sendForLabels } from "./send-for-labels.ts";

/** Reads the labels of a file that is dropped here. */
export function LabelReader() {
  const t = useTranslations("publishing.labelReader");
  const textOf = useProblemText();
  const read = useMutation({ mutationFn: sendForLabels });
  const { error, data, isPending, variables } = read;
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <FileDrop
        label={t("file")}
        file={variables ?? null}
        disabled={isPending}
        onFile={(file) => read.mutate(file)}
        hint={isPending && variables ? t("reading", { name: variables.name }) : t("fileHint")}
      />
      {error ? (
        <Callout tone="danger">{error instanceof LabelsRefused ? error.message : textOf(error)}</Callout>
      ) : null}
      <div role="status">{data && !isPending ? <LabelList reading={data} /> : null}</div>
    </div>
  );
}
