"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ReviewNotice } from "./session/review-view.ts";

const KNOWN = [
  "already_decided",
  "already_published",
  "claimed_by_other",
  "nothing_to_undo",
  "request_reused",
  "claim_lost",
  "output_changed",
  "four_eyes",
  "output_misfit",
  "blocked_by_check",
  "being_regenerated",
  "regenerations_used_up",
] as const;

/** Decisions that did not stand: who was there first, and that nothing written here is lost. */
export function ReviewNotices({
  notices,
  onDismiss,
}: {
  notices: readonly ReviewNotice[];
  onDismiss: (id: string) => void;
}) {
  const t = useTranslations("review.notice");
  const common = useTranslations("common.action");
  if (notices.length === 0) return null;
  return (
    <ul className="mb-3 flex flex-col gap-1">
      {notices.map(({ id, itemId, code, who, hasDraft }) => {
        const known = KNOWN.find((one) => one === code) ?? "other";
        const seq = itemId.split(".").at(-1) ?? "";
        return (
          <li key={id}>
            <Callout
              tone="warning"
              title={t(`code.${known}`, { item: seq, who: who ?? t("someone") })}
              action={
                <Button size="sm" variant="ghost" onClick={() => onDismiss(id)}>
                  {common("close")}
                </Button>
              }
            >
              {hasDraft ? t("draftKept") : null}
            </Callout>
          </li>
        );
      })}
    </ul>
  );
}
