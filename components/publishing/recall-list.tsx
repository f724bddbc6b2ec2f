"use client";
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";

const LOOK_EVERY_MS = 2_000;
const SHOWN = 20;

/** What of a publication was called back, and how much of that is acknowledged. */
export function RecallList({
  publicationId,
  canAcknowledge,
}: {
  publicationId: string;
  canAcknowledge: boolean;
}) {
  const t = useTranslations("publishing.recall");
  const { data } = useQuery({
    ...api.recalls.list.queryOptions({ input: { publicationId, limit: SHOWN } }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const acknowledge = useChange(client.recalls.acknowledge, { touches: [api.recalls.key()] });
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label={t("list")}>
      <h3 className="mb-2 font-semibold">{t("list")}</h3>
      {acknowledge.problem ? <Callout tone="danger">{acknowledge.problem}</Callout> : null}
      <ul className="rounded-md border border-line">
        {data.items.map(({ id, reason, itemCount, acknowledged, dead, byHand, createdBy, createdAt }) => (
          <li key={id} className="flex flex-col gap-1 border-line border-b px-3 py-2 last:border-b-0">
            <div className="flex flex-wrap items-center gap-2">
              <span className="min-w-0 break-words">{reason}</span>
              <StateBadge tone={acknowledged === itemCount ? "success" : "warning"}>
                {t("acknowledged", { acknowledged, count: itemCount })}
              </StateBadge>
              {dead > 0 ? <StateBadge tone="danger">{t("dead", { count: dead })}</StateBadge> : null}
              <span className="ms-auto text-muted text-xs">
                {createdBy.name} <DateTime iso={createdAt} relative />
              </span>
            </div>
            {byHand + dead > 0 && canAcknowledge ? (
              <div className="flex flex-wrap items-center gap-2">
                <p className="min-w-0 flex-1 text-muted text-xs">{t("byHand")}</p>
                <Button
                  size="sm"
                  icon={<Check aria-hidden />}
                  loading={acknowledge.pending}
                  onClick={() => acknowledge.run({ id })}
                >
                  {t("acknowledge")}
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
