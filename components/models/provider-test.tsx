"use client";
import { useMutation } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";
import { useTranslations } from "next-intl";
import { client, problemOf } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { useOutcomeWords } from "./use-outcome-words.ts";

/** Tries a provider with one press; what came of it stands beside the button. */
export function ProviderTest({ providerId, name }: { providerId: string; name: string }) {
  const t = useTranslations("models");
  const errors = useTranslations("errors");
  const explain = useOutcomeWords();
  const test = useMutation({ mutationFn: () => client.providers.test({ id: providerId }) });
  const result = test.data;
  return (
    <>
      <span role="status" className="min-w-0 text-xs">
        {test.error ? (
          <StateBadge tone="danger">{problemOf(test.error)?.detail ?? errors("offline")}</StateBadge>
        ) : null}
        {result?.status === "ok" ? (
          <StateBadge tone="success">
            {t("testOk", { count: result.modelCount, ms: result.latencyMs })}
          </StateBadge>
        ) : null}
        {result?.status === "failed" ? (
          <span className="flex items-start gap-1.5">
            <StateBadge tone="danger">{t("testFailed")}</StateBadge>
            <span className="min-w-0 break-words text-text">{explain(result.code, result.detail)}</span>
          </span>
        ) : null}
      </span>
      <Button
        size="sm"
        icon={<PlugZap aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate()}
        aria-label={t("testOne", { name })}
      >
        {t("test")}
      </Button>
    </>
  );
}
