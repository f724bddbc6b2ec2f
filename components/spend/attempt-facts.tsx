"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { AttemptKind } from "./attempt-kind.tsx";
import type { Attempt } from "./spend-answers.ts";

type Fact = [name: string, value: ReactNode];

/** One call: what it was for, what it used, at which price, what it cost. */
export function AttemptFacts({ entry }: { entry: Attempt }) {
  const t = useTranslations("spend.ledger");
  const { run, template, usage, price } = entry;
  const runHref = run.kind === "trial" ? `/trials/${run.id}` : `/batches/${run.id}`;
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
      <TextLink key="run" href={runHref}>
        {run.kind === "trial" ? t("trial") : (run.name ?? t("batch"))}
      </TextLink>,
    ],
    [t("position"), <NumberText key="seq" value={entry.seq + 1} />],
    [t("language"), entry.language],
    [t("purpose"), t(`purposes.${entry.purpose}`)],
    [t("outcome"), <Code key="outcome">{entry.outcome}</Code>],
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
    ...(usage.pictures > 0 ? [[t("pictures"), <Pictures key="pictures" entry={entry} />] as Fact] : []),
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
      <table className="w-full">
        <caption className="pb-1 text-start font-medium">{t("reckoning")}</caption>
        <thead className="text-muted text-xs">
          <tr>
            <th scope="col" className="text-start font-medium">
              {t("part")}
            </th>
            <th scope="col" className="text-end font-medium">
              {t("tokens")}
            </th>
            <th scope="col" className="text-end font-medium">
              {t("perMillion")}
            </th>
          </tr>
        </thead>
        <tbody>
          <UsageRow
            name={t("input")}
            tokens={usage.inputTokens - usage.cachedInputTokens}
            price={price?.inputPerMTok ?? null}
          />
          <UsageRow
            name={t("cachedInput")}
            tokens={usage.cachedInputTokens}
            price={price?.cachedInputPerMTok ?? price?.inputPerMTok ?? null}
          />
          <UsageRow
            name={t("output")}
            tokens={usage.outputTokens - usage.reasoningTokens}
            price={price?.outputPerMTok ?? null}
          />
          {usage.reasoningTokens > 0 ? (
            <UsageRow
              name={t("reasoning")}
              tokens={usage.reasoningTokens}
              price={price?.outputPerMTok ?? null}
            />
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function Pictures({ entry: { usage, price } }: { entry: Attempt }) {
  return (
    <>
      <NumberText value={usage.pictures} />
      {price?.perImage ? (
        <span className="text-muted">
          {" × "}
          <MoneyText value={price.perImage} precision="exact" />
        </span>
      ) : null}
    </>
  );
}

function UsageRow({
  name,
  tokens,
  price,
}: {
  name: string;
  tokens: number;
  price: { amount: string; currency: string } | null;
}) {
  return (
    <tr className="border-line border-t">
      <th scope="row" className="py-1 text-start font-normal">
        {name}
      </th>
      <td className="text-end">
        <NumberText value={tokens} />
      </td>
      <td className="text-end">
        <MoneyText value={price} precision="exact" />
      </td>
    </tr>
  );
}
