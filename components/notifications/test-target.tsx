"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { api, client, problemOf } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";

/** Sends a message to a target with one press; what came of it stands beside the button. */
export function TestTarget({ targetId, name }: { targetId: string; name: string }) {
  const t = useTranslations("notifications.targets");
  const errors = useTranslations("errors");
  const queries = useQueryClient();
  const test = useMutation({
    mutationFn: () => client.notifications.targets.test({ id: targetId }),
    onSuccess: () => queries.invalidateQueries({ queryKey: api.notifications.targets.key() }),
  });
  const result = test.data;
  const problem = test.error
    ? (problemOf(test.error)?.detail ?? errors("offline"))
    : (result?.failure?.text ?? null);
  return (
    <>
      <span role="status" className="min-w-0 flex-1 self-center text-xs">
        {result?.status === "delivered" ? <StateBadge tone="success">{t("testOk")}</StateBadge> : null}
        {problem ? <StateBadge tone="danger">{problem}</StateBadge> : null}
      </span>
      <Button
        icon={<Send aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate()}
        aria-label={t("testOne", { name })}
      >
        {t("test")}
      </Button>
    </>
  );
}
