"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { ReturnProblems } from "./return-problems.tsx";
import { ReturnRefused, sendReturn } from "./send-return.ts";

/** The translations of a publication: where a file comes back, what was taken of those that did, and what was wrong. */
export function Translations({ publicationId, canReturn }: { publicationId: string; canReturn: boolean }) {
  const t = useTranslations("publishing.returns");
  const textOf = useProblemText();
  const queries = useQueryClient();
  const { data, error } = useQuery(
    api.publications.returns.list.queryOptions({ input: { id: publicationId } }),
  );
  const send = useMutation({
    mutationFn: (file: File) => sendReturn(publicationId, file),
    onSuccess: () => queries.invalidateQueries({ queryKey: api.publications.key() }),
  });
  const [last, ...earlier] = data?.items ?? [];
  const refusal = send.error;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3">
      <h3 className="font-semibold">{t("title")}</h3>
      {canReturn ? (
        <FileDrop
          label={t("file")}
          accept=".xlf,.xliff,.xml"
          disabled={send.isPending}
          onFile={(file) => send.mutate(file)}
          hint={send.isPending ? t("taking") : t("fileHint")}
        />
      ) : null}
      {refusal ? (
        <Callout tone="danger">
          {refusal instanceof ReturnRefused ? refusal.message : textOf(refusal)}
        </Callout>
      ) : null}
      {error ? <Callout tone="danger">{textOf(error)}</Callout> : null}
      {last ? (
        <Callout
          tone={last.problemCount > 0 ? "warning" : "success"}
          title={t("came", { taken: last.taken, unchanged: last.unchanged, refused: last.refused })}
          action={
            last.batchId ? (
              <TextLink href={`/batches/${last.batchId}`}>
                {t("toBatch", { language: last.language })}
              </TextLink>
            ) : null
          }
        >
          <span className="break-all">{last.fileName}</span>
          {" · "}
          {last.createdBy} · <DateTime iso={last.createdAt} />
          {last.batchId ? <p>{t("toReview")}</p> : null}
        </Callout>
      ) : (
        <p className="text-muted">{t("none")}</p>
      )}
      {last && last.problemCount > 0 ? (
        <ReturnProblems key={last.id} publicationId={publicationId} count={last.problemCount} />
      ) : null}
      {earlier.length > 0 ? (
        <details className="text-muted text-xs">
          <summary className="min-h-6 cursor-pointer content-center">
            {t("earlier", { count: earlier.length })}
          </summary>
          <ul className="flex flex-col gap-1">
            {earlier.map(({ id, fileName, createdAt, taken, unchanged, refused }) => (
              <li key={id} className="break-words">
                {fileName} · <DateTime iso={createdAt} /> · {t("came", { taken, unchanged, refused })}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
