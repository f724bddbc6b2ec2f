"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { VerdictList } from "#components/checks/verdict-list.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { MatchedFacts } from "#lib/checks/match-facts.ts";
import type { ClaimedBatch } from "#lib/review/claim.ts";
import { Pane } from "./pane.tsx";
import type { Claim } from "./review-answers.ts";

export interface ContextPaneProps {
  claim: Claim;
  batch: ClaimedBatch | undefined;
  matched: MatchedFacts;
}

/** What the output is held against: claims the source does not state, checks, what happened before, the guideline. */
export function ContextPane({ claim, batch, matched }: ContextPaneProps) {
  const t = useTranslations("review");
  const unstated = matched.spans.filter(({ factId }) => factId === null);
  const texts = unstated.map(({ path, from, to }) => ({
    path,
    words: textAt(claim.output, path).slice(from, to),
  }));
  return (
    <Pane title={t("context.title")}>
      <Part title={t("context.facts")}>
        <p>
          {t("context.stated", { count: new Set(matched.spans.flatMap((span) => span.factId ?? [])).size })}
        </p>
        {texts.length > 0 ? (
          <>
            <p className="mt-1">
              <StateBadge tone="warning">{t("context.unstated", { count: texts.length })}</StateBadge>
            </p>
            <ul className="mt-1 flex flex-col gap-0.5" lang={claim.language}>
              {texts.map(({ path, words }) => (
                <li key={`${path}:${words}`} className="flex justify-between gap-3">
                  <span>{words}</span>
                  <span className="text-faint text-xs">{path}</span>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </Part>
      <Part title={t("context.checks")}>
        {claim.checks.length === 0 ? (
          <p className="text-muted">{t("context.noChecks")}</p>
        ) : (
          <VerdictList verdicts={claim.checks} />
        )}
      </Part>
      <Part title={t("context.history")}>
        <History itemId={claim.itemId} />
      </Part>
      {batch?.guideline ? (
        <Part title={t("context.guideline")}>
          <p className="whitespace-pre-wrap break-words">{batch.guideline}</p>
        </Part>
      ) : null}
    </Pane>
  );
}

function History({ itemId }: { itemId: string }) {
  const t = useTranslations("review");
  const { data, isPending } = useQuery(api.review.item.queryOptions({ input: { itemId } }));
  if (isPending) return <Skeleton className="h-5 w-40" />;
  if (!data || data.history.length === 0) return <p className="text-muted">{t("context.noHistory")}</p>;
  return (
    <ol className="flex flex-col gap-1.5">
      {data.history.map((decision) => (
        <li key={decision.id}>
          <span className="font-medium">{t(`did.${decision.decision}`, { name: decision.by.name })}</span>{" "}
          <span className="text-faint text-xs">
            <DateTime iso={decision.at} />
          </span>
          {decision.reason ? <p className="text-muted">{t(`reason.${decision.reason as "other"}`)}</p> : null}
          {decision.note ? <p className="whitespace-pre-wrap text-muted">{decision.note}</p> : null}
        </li>
      ))}
    </ol>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="border-line border-b px-4 py-2 last:border-b-0">
      <h3 className="mb-0.5 text-muted text-xs">{title}</h3>
      {children}
    </div>
  );
}

function textAt(value: unknown, path: string): string {
  let at = value;
  for (const name of path.split(".")) at = (at as Record<string, unknown> | null)?.[name];
  return String(at ?? "");
}
