"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { valueSummary } from "#components/ui/value-summary.ts";
import { CHANGES, type Change } from "#lib/publishing/book/change-of.ts";

export interface ChangesCardProps {
  batchId: string;
  channelId: string;
  counts: (Record<Change, number> & { isComplete: boolean }) | undefined;
  error: unknown;
}

const SHOWN = 20;

/** What publishing would change in a channel, against what stands there: how much of each kind, and field by field. */
export function ChangesCard({ batchId, channelId, counts, error }: ChangesCardProps) {
  const t = useTranslations("publishing.changes");
  const textOf = useProblemText();
  const [chosen, setChosen] = useState<Change | null>(null);
  // Opens with what is most worth a look, of which there is some.
  const change =
    chosen ?? (["changed", "new", "recalled"] as const).find((one) => counts?.[one]) ?? "changed";
  const { data } = useQuery({
    ...api.publications.changes.queryOptions({ input: { batchId, channelId, change, limit: SHOWN } }),
    enabled: counts !== undefined,
  });
  if (error) return <Callout tone="danger">{textOf(error)}</Callout>;
  if (!counts) return <Skeleton className="h-32 w-full" />;
  const items = (
    <div className="pt-2">
      {data?.items.length === 0 ? <p className="py-2 text-muted">{t(`none.${change}`)}</p> : null}
      <ul className="flex flex-col">
        {data?.items.map(({ itemId, key, language, fields }) => (
          <li key={itemId} className="flex flex-col gap-1 border-line border-b py-2 last:border-b-0">
            <div className="flex items-baseline gap-2">
              <span className="break-all font-medium">{key}</span>
              <Badge>{language}</Badge>
            </div>
            <dl lang={language} className="flex flex-col gap-1 text-xs">
              {fields.map(({ field, before, after }) => (
                <div key={field} className="grid grid-cols-[8rem_1fr] gap-x-3">
                  <dt className="text-muted">{field}</dt>
                  <dd className="min-w-0 break-words">
                    {before === null || before === undefined ? null : (
                      <del className="me-2 text-danger-text">{valueSummary(before)}</del>
                    )}
                    {after === null || after === undefined ? null : (
                      <ins className="text-success-text">{valueSummary(after)}</ins>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {data?.nextCursor ? <p className="text-muted text-xs">{t("more", { count: SHOWN })}</p> : null}
    </div>
  );
  return (
    <Card title={t("title")}>
      {counts.isComplete ? null : <p className="mb-2 text-muted text-xs">{t("partial")}</p>}
      <Tabs
        label={t("title")}
        value={change}
        onValueChange={setChosen}
        tabs={CHANGES.map((value) => ({ value, label: t(value), count: counts[value], content: items }))}
      />
    </Card>
  );
}
