"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { Draft } from "./use-draft.ts";

/** Offers what the browser kept of a text that was never saved. */
export function BackupCallout({ draft }: { draft: Draft }) {
  const t = useTranslations("templates.backup");
  if (!draft.backup) return null;
  return (
    <Callout
      tone="warning"
      className="mb-4"
      title={t("title")}
      action={
        <div className="flex gap-2">
          <Button size="sm" onClick={draft.discardBackup}>
            {t("discard")}
          </Button>
          <Button size="sm" variant="primary" onClick={draft.takeBackup}>
            {t("restore")}
          </Button>
        </div>
      }
    >
      {t("detail")} <DateTime iso={draft.backup.at} />
    </Callout>
  );
}
