"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { LEAST_REJECTIONS } from "#lib/improvements/improvement.ts";
import { useWaitingText } from "./use-waiting-text.ts";

/** Beside a template: whether so many outputs of it were rejected that a model could draft changes from them. */
export function ImprovementsPanel({ templateId }: { templateId: string }) {
  const t = useTranslations("improvements.panel");
  const { ofTemplate } = useWaitingText();
  const { data } = useQuery(api.improvements.waiting.queryOptions({ input: { templateId } }));
  const waiting = data?.items[0];
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center border-line border-b px-3 font-semibold">{t("title")}</h2>
      <div className="grid gap-1 p-3">
        <p className={waiting ? "font-medium" : "text-muted"}>
          {waiting ? ofTemplate(waiting.count) : t("empty", { least: LEAST_REJECTIONS })}
        </p>
        <p>
          <TextLink href={`/templates/${templateId}/improvements`}>{t("open")}</TextLink>
        </p>
      </div>
    </section>
  );
}
