"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";

const SHOWN = 20;

/** What a workbook would not take of a batch, before it is published: item, column, value and what may stand there. */
export function ProblemsCard({ batchId, channelId }: { batchId: string; channelId: string }) {
  const t = useTranslations("publishing.problems");
  const textOf = useProblemText();
  const { data, error } = useQuery(
    api.publications.problems.queryOptions({ input: { batchId, channelId, limit: SHOWN } }),
  );
  if (error) return <Callout tone="danger">{textOf(error)}</Callout>;
  if (!data) return null;
  if (data.items.length === 0)
    return <p className="text-muted text-xs">{data.nextCursor ? null : t("none")}</p>;
  const isStrict = data.items.some(({ problems }) => problems.some((problem) => problem.isStrict));
  return (
    <Card title={t("title")}>
      {isStrict ? (
        <Callout tone="warning" className="mb-2">
          {t("strict")}
        </Callout>
      ) : null}
      <ul className="flex flex-col">
        {data.items.map(({ itemId, key, language, problems }) => (
          <li key={itemId} className="flex flex-col gap-1 border-line border-b py-2 last:border-b-0">
            <div className="flex items-baseline gap-2">
              <span className="break-all font-medium">{key}</span>
              <Badge>{language}</Badge>
            </div>
            {problems.map((problem) => (
              <div key={problem.column} className="text-xs">
                <p className="break-words">
                  {problem.message} {problem.isStrict ? null : <Badge tone="warning">{t("warning")}</Badge>}
                </p>
                {problem.allowed.length > 0 ? (
                  <details className="text-muted">
                    <summary className="cursor-pointer">{t("allowed", { column: problem.column })}</summary>
                    <p className="break-words">{problem.allowed.join(" · ")}</p>
                  </details>
                ) : null}
              </div>
            ))}
          </li>
        ))}
      </ul>
      {data.nextCursor ? <p className="text-muted text-xs">{t("more", { count: SHOWN })}</p> : null}
    </Card>
  );
}
