"use client";
import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { client, problemOf } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";

/** Tries a channel with one press; what came of it stands beside the button. */
export function TestChannel({ channelId, name }: { channelId: string; name: string }) {
  const t = useTranslations("publishing.channels");
  const errors = useTranslations("errors");
  const test = useMutation({ mutationFn: () => client.channels.test({ id: channelId }) });
  const problem = test.error
    ? (problemOf(test.error)?.detail ?? errors("offline"))
    : (test.data?.failure?.text ?? null);
  return (
    <>
      <span role="status" className="min-w-0 flex-1 self-center text-xs">
        {test.data?.status === "ok" ? (
          <>
            <StateBadge tone="success">{t("testOk")}</StateBadge> {test.data.found}
          </>
        ) : null}
        {problem ? <StateBadge tone="danger">{problem}</StateBadge> : null}
      </span>
      <Button
        icon={<FlaskConical aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate()}
        aria-label={t("testOne", { name })}
      >
        {t("test")}
      </Button>
    </>
  );
}
