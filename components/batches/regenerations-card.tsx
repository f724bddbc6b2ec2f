"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { compareAmounts } from "#lib/money.ts";
import type { Batch } from "./answers.ts";

const LOOK_EVERY_MS = 3_000;

/** What became of the outputs that reviewers had made anew, and what it cost; nothing where none was. */
export function RegenerationsCard({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.regenerations");
  const { data } = useQuery({
    ...api.review.regenerations.queryOptions({ input: { id: batch.id } }),
    refetchInterval: ({ state }) => (state.data && state.data.open > 0 ? LOOK_EVERY_MS : false),
  });
  if (!data || data.asked === 0) return null;
  const { asked, open, succeeded, failed, withdrawn, approvedAfter, spent, unknownSpend, failures } = data;
  const hasUnknown = compareAmounts(unknownSpend.amount, "0") > 0;
  return (
    <Card title={t("title")}>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Stat
          label={t("succeeded")}
          value={<NumberText value={succeeded} />}
          sub={t("asked", { asked, open, withdrawn })}
        />
        <Stat
          label={t("approvedAfter")}
          value={<NumberText value={approvedAfter} />}
          sub={t("approvedAfterHint")}
        />
        <Stat
          label={t("cost")}
          value={<MoneyText value={spent} />}
          sub={
            hasUnknown
              ? t.rich("unknown", { amount: () => <MoneyText value={unknownSpend} /> })
              : t("costHint")
          }
        />
        <Stat
          label={t("failed")}
          value={<NumberText value={failed} />}
          {...(failed > 0 && { href: `/batches/${batch.id}?review=rejected` })}
        />
      </div>
      {failures.map(({ count, failure }) => (
        <Callout key={failure.code} tone="warning" className="mt-3">
          {t("failure", { count })} {failure.message}
        </Callout>
      ))}
    </Card>
  );
}
