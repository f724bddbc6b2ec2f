"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Callout } from "#components/ui/callout.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";

const LOOK_EVERY_MS = 30_000;

/** Says on every page where work waits because a disk is nearly full, for as long as it does. */
export function FullDisks() {
  const t = useTranslations("navigation");
  const locale = useLocale();
  const { data } = useQuery({ ...api.disks.full.queryOptions(), refetchInterval: LOOK_EVERY_MS });
  if (!data || data.items.length === 0) return null;
  return (
    <div className="mb-4 flex flex-col gap-2">
      {data.items.map(({ host, freeBytes, neededBytes }) => (
        <Callout key={host} tone="warning" title={t("fullDisk", { host })}>
          {t("fullDiskHint", {
            free: formatFileSize(freeBytes, locale),
            needed: formatFileSize(neededBytes, locale),
          })}
        </Callout>
      ))}
    </div>
  );
}
