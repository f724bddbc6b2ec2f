"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Callout } from "#components/ui/callout.tsx";
import { ProblemItems } from "./problem-items.tsx";

const SHOWN = 50;

/** What a publication left out, because its channel did not take it, and what to do about it. */
export function RefusedList({
  publicationId,
  kind,
  count,
}: {
  publicationId: string;
  /** Of the channel. */
  kind: string;
  count: number;
}) {
  const t = useTranslations("publishing.problems");
  const textOf = useProblemText();
  const { data, error } = useQuery(
    api.publications.refused.queryOptions({ input: { id: publicationId, limit: SHOWN } }),
  );
  return (
    <section aria-label={t("refused")}>
      <h3 className="mb-2 font-semibold">{t("refused")}</h3>
      <Callout tone="warning" title={t("wasLeftOut", { count })}>
        {t("mendAndPublish", { kind: kind === "training-set" ? "training" : "other" })}
      </Callout>
      {error ? <Callout tone="danger">{textOf(error)}</Callout> : null}
      <ProblemItems items={data?.items ?? []} />
      {data?.nextCursor ? <p className="text-muted text-xs">{t("more", { count: SHOWN })}</p> : null}
    </section>
  );
}
