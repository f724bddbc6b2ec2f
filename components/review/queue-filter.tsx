"use client";
import { useTranslations } from "next-intl";
import { FilterBar, SelectFilter } from "#components/ui/filter-bar.tsx";
import { RISKS } from "#lib/review/queue-order.ts";
import type { QueuedBatch } from "#lib/review/read-queue.ts";

/** Which part of the queue is meant, in the address: by language, by template, by what the checks said. */
export function QueueFilter({ batches }: { batches: readonly QueuedBatch[] }) {
  const t = useTranslations("review.queue");
  const languages = [...new Set(batches.flatMap((batch) => batch.languages))].sort();
  const templates = new Map(batches.map(({ templateId, templateName }) => [templateId, templateName]));
  return (
    <FilterBar>
      <SelectFilter
        param="risk"
        label={t("risk")}
        options={RISKS.map((risk) => ({ value: risk, label: t(`risks.${risk}`) }))}
      />
      <SelectFilter
        param="language"
        label={t("language")}
        options={languages.map((language) => ({ value: language, label: language }))}
      />
      <SelectFilter
        param="templateId"
        label={t("template")}
        options={[...templates].map(([value, label]) => ({ value, label }))}
      />
    </FilterBar>
  );
}
