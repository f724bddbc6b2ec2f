"use client";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { UNDO_DEPTH } from "#lib/review/decision.ts";
import { type RecentDecision, reopenRefusal } from "./reopen-refusal.ts";
import type { Outbox } from "./session/outbox.ts";

/** What one decided of late, latest first, each to be looked at, and reopened while that is possible. */
export function RecentDecisions({
  outbox,
  open,
  onOpenChange,
  onReopen,
}: {
  outbox: Outbox;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onReopen: (itemId: string) => void;
}) {
  const t = useTranslations("review.recent");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} description={t("intro")} width="lg">
      <List outbox={outbox} onReopen={onReopen} />
    </Dialog>
  );
}

// Mounted with the dialog, so that what was decided since is asked for anew.
function List({ outbox, onReopen }: { outbox: Outbox; onReopen: (itemId: string) => void }) {
  const t = useTranslations("review.recent");
  const { data, error, isPending } = useQuery({
    ...api.review.mine.queryOptions({ input: { limit: UNDO_DEPTH } }),
    staleTime: 0,
    gcTime: 0,
  });
  const waiting = outbox.entries.length;
  if (isPending) return <Skeleton className="h-24 w-full" />;
  return (
    <>
      {error ? <ProblemCallout error={error} className="mb-2" /> : null}
      {waiting > 0 ? <p className="mb-2 text-muted">{t("waiting", { count: waiting })}</p> : null}
      {data?.items.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
      <ol className="max-h-[55dvh] divide-y divide-line overflow-y-auto">
        {data?.items.map((decision) => (
          <Line key={decision.id} decision={decision} outbox={outbox} onReopen={onReopen} />
        ))}
      </ol>
    </>
  );
}

function Line({
  decision,
  outbox,
  onReopen,
}: {
  decision: RecentDecision;
  outbox: Outbox;
  onReopen: (itemId: string) => void;
}) {
  const t = useTranslations("review.recent");
  const words = useTranslations("review");
  const format = useFormatter();
  const { itemId, item, at, reason, note } = decision;
  const [batchId, seq] = itemId.split(".");
  const refusal = reopenRefusal(decision, outbox);
  const row = format.number(item?.rowNumber ?? Number(seq) + 1);
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1 py-1.5">
      <div className="min-w-0 flex-1 basis-64">
        <p>
          <span className="font-medium">{t(`did.${decision.decision}`)}</span> {t("row", { row })}{" "}
          <span className="text-faint text-xs">
            <DateTime iso={at} />
          </span>
        </p>
        {item ? (
          <p className="truncate text-muted" lang={item.language} dir="auto">
            {item.words}
          </p>
        ) : null}
        {reason || note ? (
          <p className="break-words text-faint text-xs">
            {[reason ? words(`reason.${reason as "other"}`) : null, note].filter(Boolean).join(" · ")}
          </p>
        ) : null}
        {item?.hasMessages ? <p className="text-xs">{t("hasMessages")}</p> : null}
      </div>
      <span className="flex items-center gap-2">
        {refusal ? <span className="text-faint text-xs">{t(`refusal.${refusal}`)}</span> : null}
        <LinkButton size="sm" variant="ghost" href={`/batches/${batchId}?item=${seq}`}>
          {t("look")}
        </LinkButton>
        <Button
          size="sm"
          disabled={refusal !== null}
          aria-label={t("reopenRow", { row })}
          onClick={() => onReopen(itemId)}
        >
          {t("reopen")}
        </Button>
      </span>
    </li>
  );
}
