"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { OpenBlocks } from "#components/review/open-blocks.tsx";
import { useCheckName } from "#components/review/use-check-name.ts";
import { DateTime } from "#components/ui/date-time.tsx";

/** What blocks an item, and every block that somebody let pass, with the reason. */
export function ItemBlocks({ itemId }: { itemId: string }) {
  const t = useTranslations("review.override");
  const nameOf = useCheckName();
  const { data, refetch } = useQuery(api.review.item.queryOptions({ input: { itemId } }));
  if (!data || data.openBlocks.length + data.overrides.length === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <OpenBlocks
        itemId={itemId}
        kinds={data.openBlocks}
        mayOverride={data.mayOverride}
        onOverridden={() => void refetch()}
      />
      {data.overrides.map(({ check, by, at, reason, outputVersion }) => (
        <p key={`${check}:${at}`}>
          {t("did", { name: by.name, check: nameOf(check), version: outputVersion })} ·{" "}
          <DateTime iso={at} relative />
          <span className="block whitespace-pre-wrap text-muted">{reason}</span>
        </p>
      ))}
    </section>
  );
}
