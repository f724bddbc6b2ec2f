"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#components/ui/class-names.ts";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { ledgerHref } from "../ledger-filter.ts";
import type { CostCause, SpendExplanation } from "../spend-answers.ts";
import { type BridgeBar, bridgeBars, idleCauses, partsBySize } from "./cost-story.ts";
import { SignedMoney } from "./signed-money.tsx";
import { usePeriodName } from "./use-period-name.ts";

type Period = SpendExplanation["now"];

/** From the cost before to the cost now, a row a cause: how much, what share of the difference, and what it means. */
export function DifferenceParts({ explanation }: { explanation: SpendExplanation }) {
  const t = useTranslations("spend.explanation");
  const format = useFormatter();
  const { now, before, difference, currency } = explanation;
  const parts = partsBySize(explanation.parts);
  const idle = idleCauses(explanation.parts);
  const { bars, ends } = bridgeBars(
    before.cost.amount,
    parts.map(({ amount }) => amount.amount),
  );
  const whole = Number(difference.amount);
  return (
    <Card title={t("parts.title")} flush>
      <table className="w-full" data-testid="spend-parts">
        <caption className="sr-only">{t("parts.title")}</caption>
        <thead className="border-line border-b text-muted text-xs">
          <tr>
            <th scope="col" className="px-4 py-1.5 text-start font-medium">
              {t("parts.cause")}
            </th>
            <th scope="col" className="hidden w-2/5 py-1.5 text-start font-medium lg:table-cell">
              <span className="sr-only">{t("parts.bar")}</span>
            </th>
            <th scope="col" className="px-4 py-1.5 text-end font-medium">
              {t("parts.amount")} <span className="font-normal text-faint">{currency}</span>
            </th>
            <th scope="col" className="hidden py-1.5 pe-4 text-end font-medium sm:table-cell">
              {t("parts.share")}
            </th>
          </tr>
        </thead>
        <tbody>
          <TotalRow period={before} currency={currency} at={ends[0]} />
          {parts.map(({ cause, amount }, place) => (
            <tr key={cause} className="border-line border-b" data-cause={cause}>
              <th scope="row" className="px-4 py-2 text-start align-top font-normal">
                <span className="block font-medium">{t(`cause.${cause}`)}</span>
                <span className="block max-w-prose text-muted text-xs">
                  <Meaning cause={cause} now={now} before={before} />
                </span>
                {cause === "trials" ? <TrialLinks now={now} before={before} currency={currency} /> : null}
              </th>
              <td className="hidden py-2.5 align-top lg:table-cell">
                <Bar bar={bars[place]} />
              </td>
              <td className="px-4 py-2 text-end align-top">
                <SignedMoney value={amount} precision="exact" bare />
              </td>
              <td className="hidden py-2 pe-4 text-end align-top sm:table-cell">
                <NumberText value={whole === 0 ? null : Number(amount.amount) / whole} percent decimals={0} />
              </td>
            </tr>
          ))}
          <TotalRow period={now} currency={currency} at={ends[1]} />
        </tbody>
        <tfoot>
          <tr className="font-semibold">
            <th scope="row" className="px-4 py-2 text-start">
              {t("parts.difference")}
            </th>
            <td className="hidden lg:table-cell" />
            <td className="px-4 py-2 text-end" data-testid="spend-difference">
              <SignedMoney value={difference} precision="exact" bare />
            </td>
            <td className="hidden pe-4 sm:table-cell" />
          </tr>
        </tfoot>
      </table>
      <div className="grid gap-1 border-line border-t px-4 py-2 text-muted text-xs">
        {idle.length > 0 && parts.length > 0 ? (
          <p>
            {t("parts.idle")} {format.list(idle.map((cause) => t(`cause.${cause}`)))}
          </p>
        ) : null}
        {now.unknown.amount === "0" && before.unknown.amount === "0" ? null : (
          <p>
            {t.rich("parts.unknown", {
              now: () => <UnknownLink period={now} currency={currency} />,
              before: () => <UnknownLink period={before} currency={currency} />,
            })}
          </p>
        )}
        <p>{t("parts.method")}</p>
      </div>
    </Card>
  );
}

function TotalRow({ period, currency, at }: { period: Period; currency: string; at: number }) {
  const nameOf = usePeriodName();
  const { from, to, cost } = period;
  return (
    <tr className="border-line border-b font-semibold">
      <th scope="row" className="px-4 py-2 text-start">
        {nameOf(period)}
      </th>
      <td className="hidden align-middle lg:table-cell">
        <span className="relative block h-4" aria-hidden>
          <span
            className="absolute h-full w-0.5 bg-text"
            style={{ insetInlineStart: `calc(${at * 100}% - 1px)` }}
          />
        </span>
      </td>
      <td className="px-4 py-2 text-end">
        <TextLink href={ledgerHref({ from, to, currency, kind: "settled" })}>
          <MoneyText value={cost} precision="exact" bare />
        </TextLink>
      </td>
      <td className="hidden pe-4 sm:table-cell" />
    </tr>
  );
}

function Bar({ bar }: { bar: BridgeBar | undefined }) {
  if (!bar) return null;
  return (
    <span className="relative block h-4 rounded-sm bg-neutral-soft" aria-hidden>
      <span
        className={cn("absolute h-full min-w-0.5 rounded-sm", bar.isDearer ? "bg-chart-3" : "bg-chart-2")}
        style={{ insetInlineStart: `${bar.start * 100}%`, width: `${bar.width * 100}%` }}
      />
    </span>
  );
}

/** What a cause counts, in both periods. */
function Meaning({ cause, now, before }: { cause: CostCause; now: Period; before: Period }) {
  const t = useTranslations("spend.explanation.meaning");
  switch (cause) {
    case "volume":
      return t("volume", { now: now.items, before: before.items });
    case "length":
      return now.tokensPerCall === null || before.tokensPerCall === null
        ? t("lengthAlone")
        : t("length", { now: now.tokensPerCall, before: before.tokensPerCall });
    case "retries":
      return t("retries", { now: now.calls.retry, before: before.calls.retry });
    case "regeneration":
      return t("regeneration", { now: now.calls.regeneration, before: before.calls.regeneration });
    case "trials":
      return t("trials", { now: now.calls.trial, before: before.calls.trial });
    case "price":
    case "mix":
    case "other":
      return t(cause);
  }
}

function TrialLinks({ now, before, currency }: { now: Period; before: Period; currency: string }) {
  const t = useTranslations("spend.explanation.parts");
  const nameOf = usePeriodName();
  return (
    <span className="flex flex-wrap gap-x-3 text-xs">
      {[before, now]
        .filter(({ calls }) => calls.trial > 0)
        .map((period) => (
          <TextLink
            key={period.from}
            href={ledgerHref({ from: period.from, to: period.to, currency, batch: "trials" })}
          >
            {t("entries", { period: nameOf(period) })}
          </TextLink>
        ))}
    </span>
  );
}

function UnknownLink({ period: { from, to, unknown }, currency }: { period: Period; currency: string }) {
  const figure = <MoneyText value={unknown} precision="exact" />;
  if (unknown.amount === "0") return figure;
  return (
    <TextLink className="underline" href={ledgerHref({ from, to, currency, kind: "unknown" })}>
      {figure}
    </TextLink>
  );
}
