"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { ProblemItems } from "./problem-items.tsx";

const SHOWN = 20;

/** What a channel would not take of a batch, before it is published: item by item, and why. */
export function ProblemsCard({
  batchId,
  channelId,
  kind,
  counts,
}: {
  batchId: string;
  channelId: string;
  kind: string;
  counts: { refused: number; isComplete: boolean } | undefined;
}) {
  const t = useTranslations("publishing.problems");
  const textOf = useProblemText();
  const { data, error } = useQuery(
    api.publications.problems.queryOptions({ input: { batchId, channelId, limit: SHOWN } }),
  );
  if (error) return <Callout tone="danger">{textOf(error)}</Callout>;
  if (!data) return null;
  if (data.items.length === 0)
    return <p className="text-muted text-xs">{data.nextCursor ? null : t("none", { kind })}</p>;
  return (
    <Card title={t("title")}>
      {counts && counts.refused > 0 ? (
        <Callout
          tone="warning"
          title={t(counts.isComplete ? "leftOut" : "leftOutAtLeast", { count: counts.refused })}
          className="mb-2"
        >
          {t("mend", { kind })}
        </Callout>
      ) : null}
      <ProblemItems items={data.items} />
      {data.nextCursor ? <p className="text-muted text-xs">{t("more", { count: SHOWN })}</p> : null}
    </Card>
  );
}
