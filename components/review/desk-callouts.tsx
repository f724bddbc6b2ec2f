"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Callout } from "#components/ui/callout.tsx";
import { OpenBlocks } from "./open-blocks.tsx";
import type { Claim } from "./review-answers.ts";

/** What a reviewer has to know before they read: that a check blocks the output, and that it was made anew, and why. */
export function DeskCallouts({
  claim: { itemId, outputVersion, openBlocks },
  diffKey,
  onOverridden,
}: {
  claim: Claim;
  /** The key that compares; `null` where single keys are off. */
  diffKey: string | null;
  onOverridden: (check: string) => void;
}) {
  const t = useTranslations("review");
  const { data } = useQuery({
    ...api.review.item.queryOptions({ input: { itemId } }),
    enabled: outputVersion > 1 || openBlocks.length > 0,
  });
  const made = data?.regenerations.find(({ toVersion }) => toVersion === outputVersion);
  const rejection = data?.history.findLast(
    ({ decision, outputVersion: version }) => decision === "reject" && version === made?.fromVersion,
  );
  if (openBlocks.length === 0 && !made) return null;
  return (
    <div className="mb-3 flex flex-col gap-2">
      <OpenBlocks
        itemId={itemId}
        kinds={openBlocks}
        mayOverride={data?.mayOverride ?? false}
        onOverridden={onOverridden}
      />
      {made ? (
        <Callout tone="info" title={t(`madeAnew.${made.cause}`, { left: data?.triesLeft ?? 0 })}>
          {rejection
            ? t("madeAnew.because", {
                name: rejection.by.name,
                reason: t(`reason.${rejection.reason as "other"}`),
              })
            : null}{" "}
          {rejection?.note ? <q>{rejection.note}</q> : null}{" "}
          {diffKey ? t("madeAnew.compare", { key: diffKey }) : null}
        </Callout>
      ) : null}
    </div>
  );
}
