"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { RescanStatus } from "./rescan-status.tsx";

const SHOWN = 5;
const REFRESH_MS = 2_000;

/** The last times that outputs of a lexicon were checked anew. */
export function RescanList({ lexiconId }: { lexiconId: string }) {
  const t = useTranslations("checks.rescans");
  const { data } = useQuery({
    ...api.rescans.list.queryOptions({ input: { lexiconId, limit: SHOWN } }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === "running") ? REFRESH_MS : false,
  });
  return (
    <Card title={t("list")}>
      {data && data.items.length === 0 ? <p className="text-muted">{t("noneYet")}</p> : null}
      <ul className="flex flex-col gap-1">
        {data?.items.map(({ id, status, createdAt, checked, outputs }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-3">
            <TextLink href={`/settings/lexicons/rescans/${id}`}>
              <DateTime iso={createdAt} />
            </TextLink>
            <span className="flex items-center gap-2 text-muted text-xs">
              {t("progressOf", { checked, outputs })}
              <RescanStatus status={status} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
