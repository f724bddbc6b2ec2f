"use client";
import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { showToast } from "#components/ui/toast.tsx";

const STATES = ["waiting", "delivered", "dead"] as const;
const TONES = { waiting: "info", delivered: "success", dead: "danger" } as const;
const SHOWN = 50;
const LOOK_EVERY_MS = 2_000;

/** The items of a publication on their way to its receiver, by how it went; what was given up can be sent again. */
export function DeliveryList({
  publicationId,
  counts,
  canRedeliver,
}: {
  publicationId: string;
  counts: Record<(typeof STATES)[number], number>;
  canRedeliver: boolean;
}) {
  const t = useTranslations("publishing.deliveries");
  const words = useTranslations("publishing.entry");
  const [state, setState] = useState<(typeof STATES)[number]>(counts.dead > 0 ? "dead" : "delivered");
  const { data } = useQuery({
    ...api.deliveries.list.queryOptions({ input: { id: publicationId, state, limit: SHOWN } }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const touches = [api.deliveries.key(), api.publications.key()];
  const one = useChange(client.deliveries.redeliver, { touches });
  const all = useChange(client.deliveries.redeliverAll, { touches });
  const sendAll = (which: "dead" | "all") =>
    all.run({ id: publicationId, which }, ({ sent }) =>
      showToast({ title: t("sentAgain", { count: sent }) }),
    );
  const items = (
    <div className="pt-2">
      <ul className="flex flex-col">
        {data?.items.map(({ id, key, language, change, attempts, failure }) => (
          <li
            key={id}
            className="flex flex-wrap items-center gap-2 border-line border-b py-1.5 last:border-b-0"
          >
            <span className="min-w-0 break-all">{key}</span>
            <Badge>{language}</Badge>
            <Badge tone={change === "removed" ? "danger" : "neutral"}>{words(change)}</Badge>
            <StateBadge tone={TONES[state]}>{t(state)}</StateBadge>
            {attempts > 1 ? <span className="text-muted text-xs">{t("attempts", { attempts })}</span> : null}
            {canRedeliver && state !== "waiting" ? (
              <Button
                size="sm"
                variant="ghost"
                className="ms-auto"
                aria-label={t("redeliverOne", { key })}
                onClick={() => one.run({ id }, () => showToast({ title: t("sentAgain", { count: 1 }) }))}
              >
                {t("redeliver")}
              </Button>
            ) : null}
            {failure ? <p className="w-full break-words text-danger-text text-xs">{failure.text}</p> : null}
          </li>
        ))}
      </ul>
      {data?.nextCursor ? <p className="text-muted text-xs">{t("more", { count: SHOWN })}</p> : null}
    </div>
  );
  return (
    <section aria-label={t("title")}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h3 className="me-auto font-semibold">{t("title")}</h3>
        {canRedeliver && counts.dead > 0 ? (
          <Button icon={<RotateCw aria-hidden />} loading={all.pending} onClick={() => sendAll("dead")}>
            {t("redeliverDead")}
          </Button>
        ) : null}
        {canRedeliver && counts.delivered > 0 ? (
          <Button variant="ghost" loading={all.pending} onClick={() => sendAll("all")}>
            {t("redeliverAll")}
          </Button>
        ) : null}
      </div>
      {(one.problem ?? all.problem) ? <Callout tone="danger">{one.problem ?? all.problem}</Callout> : null}
      <Tabs
        label={t("title")}
        value={state}
        onValueChange={setState}
        tabs={STATES.map((value) => ({ value, label: t(value), count: counts[value], content: items }))}
      />
    </section>
  );
}
