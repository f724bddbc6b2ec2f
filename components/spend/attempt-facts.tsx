"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { costParts } from "#lib/models/cost-parts.ts";
import { AttemptKind } from "./attempt-kind.tsx";
import { runName } from "./run-name.ts";
import type { Attempt } from "./spend-answers.ts";
import { useOutcomeText } from "./use-outcome-text.ts";

const RUN_PLACES = {
  trial: "/trials",
  batch: "/batches",
  index: "/knowledge",
  conversation: "/conversations",
  evaluation: "/batches",
} as const satisfies Record<Attempt["run"]["kind"], string>;

type Fact = [name: string, value: ReactNode];

/** One call: what it was for, what it used, at which price, what it cost. */
export function AttemptFacts({ entry }: { entry: Attempt }) {
  const t = useTranslations("spend.ledger");
  const why = useTranslations("explanations");
  const outcomeText = useOutcomeText();
  const { run, template } = entry;
  const runHref = `${RUN_PLACES[run.kind]}/${run.id}`;
  const facts: Fact[] = [
    [t("kind"), <AttemptKind key="kind" kind={entry.kind} />],
    [
      t("cost"),
      <strong key="cost" className="font-semibold">
        <MoneyText value={entry.cost} precision="exact" />
      </strong>,
    ],
    [
      t("run"),
      run.exists ? (
        <TextLink key="run" href={runHref}>
          {runName(run, t)}
        </TextLink>
      ) : (
        runName(run, t)
      ),
    ],
    [t("position"), <NumberText key="seq" value={entry.seq + 1} />],
    ...whyOf(entry, why("title")),
    [t("language"), entry.language],
    [t("purpose"), t(`purposes.${entry.purpose}`)],
    [t("outcome"), outcomeText(entry.outcome)],
    [
      t("model"),
      <span key="model" className="inline-flex flex-wrap items-center gap-2">
        {entry.model.name}
        <span className="text-muted">{entry.model.provider}</span>
        {entry.simulated ? <SimulatedMark /> : null}
      </span>,
    ],
    [
      t("template"),
      template ? (
        <TextLink key="template" href={`/templates/${template.id}`}>
          {template.name}
          {template.version === null ? "" : ` v${template.version}`}
        </TextLink>
      ) : null,
    ],
    [t("person"), entry.person.name],
    [t("latency"), entry.latencyMs === null ? null : <Duration key="latency" ms={entry.latencyMs} />],
  ];
  return (
    <div className="grid gap-4">
      {entry.kind === "unknown" ? <Callout tone="warning">{t("unknownHint")}</Callout> : null}
      <dl className="grid grid-cols-[8rem_1fr] gap-x-4 gap-y-1.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 break-words">{value ?? <span className="text-faint">—</span>}</dd>
          </div>
        ))}
        <dt className="text-muted">{t("requestId")}</dt>
        <dd className="flex min-w-0 items-center gap-1 break-all font-mono text-xs">
          {entry.providerRequestId ?? "—"}
          {entry.providerRequestId ? <CopyButton text={entry.providerRequestId} /> : null}
        </dd>
      </dl>
      <Reckoning entry={entry} />
    </div>
  );
}

// Calls of other runs made no text.
function whyOf({ run, seq }: Attempt, title: string): Fact[] {
  if (!run.exists || (run.kind !== "batch" && run.kind !== "trial")) return [];
  const place = run.kind === "trial" ? `/trials/${run.id}/cells/${seq}` : `/batches/${run.id}/items/${seq}`;
  return [
    [
      title,
      <TextLink key="why" href={`${place}/why`}>
        {title}
      </TextLink>,
    ],
  ];
}

/** Quantity, price and amount of each part, which add up to what the entry says. */
function Reckoning({ entry: { kind, usage, price, batchDiscount, cost } }: { entry: Attempt }) {
  const t = useTranslations("spend.ledger");
  if (!price) return null;
  const { currency } = cost;
  const amounts = {
    inputPerMTok: price.inputPerMTok.amount,
    cachedInputPerMTok: price.cachedInputPerMTok?.amount ?? null,
    cacheWritePerMTok: price.cacheWritePerMTok?.amount ?? null,
    pictureInputPerMTok: price.pictureInputPerMTok?.amount ?? null,
    outputPerMTok: price.outputPerMTok.amount,
    pictureOutputPerMTok: price.pictureOutputPerMTok?.amount ?? null,
    perImage: price.perImage?.amount ?? null,
    batchDiscount,
  };
  const { parts, rest } = costParts(usage, amounts, cost.amount);
  const amountOf = (amount: string | null) => (
    <MoneyText value={amount === null ? null : { amount, currency }} precision="exact" bare />
  );
  return (
    <table className="w-full">
      <caption className="pb-1 text-start font-medium">
        {t("reckoning")}
        {batchDiscount === null ? null : (
          <span className="block font-normal text-muted text-xs">
            {t("batchDiscount", { discount: Number(batchDiscount) })}
          </span>
        )}
      </caption>
      <thead className="text-muted text-xs">
        <tr>
          <th scope="col" className="text-start font-medium">
            {t("part")}
          </th>
          <th scope="col" className="text-end font-medium">
            {t("quantity")}
          </th>
          <th scope="col" className="text-end font-medium">
            {t("perUnit")} <span className="font-normal text-faint">{currency}</span>
          </th>
          <th scope="col" className="text-end font-medium">
            {t("cost")} <span className="font-normal text-faint">{currency}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ name, quantity, price: perUnit, amount }) => (
          <tr key={name} className="border-line border-t">
            <th scope="row" className="py-1 text-start font-normal">
              {t(name)}
            </th>
            <td className="text-end">
              <NumberText value={quantity} />
            </td>
            <td className="text-end">
              {amountOf(perUnit)}{" "}
              <span className="text-muted text-xs">
                {name === "pictures" ? t("perPicture") : t("perMillionTokens")}
              </span>
            </td>
            <td className="text-end">{amountOf(amount)}</td>
          </tr>
        ))}
        {rest === null ? null : (
          <tr className="border-line border-t">
            <th scope="row" colSpan={3} className="py-1 text-start font-normal">
              {t(kind === "released" ? "notBilled" : "rest")}
            </th>
            <td className="text-end">{amountOf(rest)}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr className="border-line border-t font-semibold">
          <th scope="row" colSpan={3} className="py-1 text-start">
            {t("total")}
          </th>
          <td className="text-end">{amountOf(cost.amount)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
