"use client";
import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import type { BulkAction } from "./output-answers.ts";

/** What came of the outputs that a bulk action had made anew, so far. */
export function BulkRegeneration({ of }: { of: NonNullable<BulkAction["regeneration"]> }) {
  const t = useTranslations("outputs.bulk.anew");
  const { asked, open, succeeded, failed, withdrawn, spent, failures } = of;
  const facts = [
    t("progress", { ended: asked - open, asked }),
    t("cameBack", { count: succeeded }),
    failed > 0 ? t("failed", { count: failed }) : null,
    withdrawn > 0 ? t("withdrawn", { count: withdrawn }) : null,
  ];
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{t("title")}</h3>
      <ProgressBar
        label={t("title")}
        value={asked - open}
        max={asked}
        tone={failed > 0 ? "warning" : "accent"}
        caption={facts.filter((fact) => fact !== null).join(" · ")}
      />
      <p className="text-muted">
        {t("cost")}{" "}
        {spent.map((amount) => (
          <span key={amount.currency} className="me-2">
            <MoneyText value={amount} />
          </span>
        ))}
      </p>
      {failures.map(({ count, failure }) => (
        <Callout key={failure.code} tone="warning">
          {t("failure", { count })} {failure.message}
        </Callout>
      ))}
    </section>
  );
}
