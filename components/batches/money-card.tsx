"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { isFinal } from "#lib/batches/batch-state.ts";
import { compareAmounts, divideAmount, multiplyAmount, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { type Batch, endedOf } from "./answers.ts";
import { Spent } from "./spent.tsx";

/** Spent, expected and cap; after the end, what was predicted beside what it came to. */
export function MoneyCard({ batch, canSeeLedger }: { batch: Batch; canSeeLedger: boolean }) {
  const t = useTranslations("batches.money");
  const { spent, unknownSpend, reserved, budgetCap, prediction } = batch;
  const { currency } = spent;
  const charged = sumAmounts([spent.amount, unknownSpend.amount]);
  const ended = endedOf(batch);
  const heading =
    ended > 0 && !isFinal(batch.status)
      ? multiplyAmount(divideAmount(charged, ended) ?? "0", batch.itemCount)
      : null;
  const perItem = batch.counts.succeeded > 0 ? divideAmount(spent.amount, batch.counts.succeeded) : null;
  // Only for the bar: the amounts beside it stay exact.
  const share = Number(divideAmount(charged, budgetCap.amount) ?? "0");
  return (
    <Card
      title={t("title")}
      actions={
        canSeeLedger ? <TextLink href={`/spend/ledger?batch=${batch.id}`}>{t("ledger")}</TextLink> : null
      }
    >
      <Meter
        label={t("ofCap")}
        value={share}
        max={1}
        tone={share >= 0.95 ? "warning" : "accent"}
        text={
          <>
            <Spent batch={batch} bare /> / <MoneyText value={budgetCap} />
          </>
        }
      />
      <dl className="mt-4 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
        <Line name={t("spent")} value={<Spent batch={batch} />} />
        {compareAmounts(unknownSpend.amount, "0") > 0 ? (
          <Line name={t("unknown")} value={<MoneyText value={unknownSpend} />} hint={t("unknownHint")} />
        ) : null}
        {isFinal(batch.status) ? null : <Line name={t("inFlight")} value={<MoneyText value={reserved} />} />}
        {heading ? (
          <Line name={t("heading")} value={<MoneyText value={{ amount: heading, currency }} />} />
        ) : null}
        {prediction ? (
          <Line
            name={t(`predicted.${prediction.basis}`)}
            value={
              <>
                <MoneyText value={prediction.low} bare /> – <MoneyText value={prediction.high} />
              </>
            }
          />
        ) : null}
        {prediction && isFinal(batch.status) ? (
          <Line
            name={t("difference")}
            value={
              <MoneyText value={{ amount: subtractAmounts(charged, prediction.expected.amount), currency }} />
            }
          />
        ) : null}
        {batch.cacheHits > 0 ? (
          <Line
            name={t("cacheHits")}
            hint={t("cacheHitsHint")}
            value={<NumberText value={batch.cacheHits} />}
          />
        ) : null}
        {batch.memoryHits > 0 ? (
          <Line
            name={t("memoryHits")}
            hint={t("memoryHitsHint")}
            value={<NumberText value={batch.memoryHits} />}
          />
        ) : null}
        {perItem ? (
          <Line name={t("perSucceeded")} value={<MoneyText value={{ amount: perItem, currency }} />} />
        ) : null}
      </dl>
    </Card>
  );
}

function Line({ name, value, hint }: { name: string; value: ReactNode; hint?: string }) {
  return (
    <>
      <dt className="text-muted">
        {name}
        {hint ? <span className="block text-faint text-xs">{hint}</span> : null}
      </dt>
      <dd className="figures text-end">{value}</dd>
    </>
  );
}
