"use client";
import { CheckCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";

/** Marks everything one was told of as read. */
export function MarkAllRead() {
  const t = useTranslations("notifications");
  const mark = useChange(client.notifications.readAll, { touches: [api.notifications.key()] });
  return (
    <Button
      size="sm"
      variant="ghost"
      icon={<CheckCheck aria-hidden />}
      loading={mark.pending}
      onClick={() => mark.run({})}
    >
      {t("markAll")}
    </Button>
  );
}
