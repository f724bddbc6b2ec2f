"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { FoundCard } from "./found-card.tsx";
import type { Improvement } from "./improvement-answers.ts";
import { ImprovementStatusBadge } from "./improvement-status.tsx";
import { ProposalCard } from "./proposal-card.tsx";
import { isOpen, useImprovement } from "./use-improvement.ts";

export interface ImprovementPageProps {
  improvement: Improvement;
  template: { id: string; name: string };
  mayWrite: boolean;
  mayRun: boolean;
  mayVote: boolean;
}

/** An improvement: what it went by, what was proposed, what became of each row, and what people make of it. */
export function ImprovementPage({ improvement, template, ...may }: ImprovementPageProps) {
  const t = useTranslations("improvements.page");
  const title = useTranslations("improvements")("title");
  const data = useImprovement(improvement);
  const [isAsking, setIsAsking] = useState(false);
  const { id: improvementId, status, cases, found, proposals, trialId, conclusion } = data;
  const count = (role: string) => cases.filter((one) => one.role === role).length;
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { label: template.name, href: `/templates/${template.id}` },
          { label: title, href: `/templates/${template.id}/improvements` },
        ]}
        title={t("title")}
        badge={
          <>
            <ImprovementStatusBadge status={status} />
            {data.model.simulated || data.trialModel.simulated ? <SimulatedMark /> : null}
          </>
        }
        facts={[
          <span key="begun">
            {t("begun")} <DateTime iso={data.createdAt} /> {data.createdBy ?? ""}
          </span>,
          [data.model.name, data.trialModel.name]
            .filter((name, at, all) => all.indexOf(name) === at)
            .join(" → "),
          <Spent key="spent" {...data} />,
        ]}
        actions={
          <>
            {trialId ? <LinkButton href={`/trials/${trialId}`}>{t("trial")}</LinkButton> : null}
            {may.mayRun && (status === "proposing" || status === "trying") ? (
              <Button onClick={() => setIsAsking(true)}>{t("cancel")}</Button>
            ) : null}
          </>
        }
      />
      <div className="grid gap-4">
        <Standing {...data} />
        {conclusion ? <Conclusion {...data} /> : null}
        <FoundCard
          templateId={template.id}
          found={found}
          split={{ shown: count("shown"), heldOut: count("held-out"), approved: count("approved") }}
        />
        {proposals.map((proposal) => (
          <ProposalCard key={proposal.number} improvement={data} proposal={proposal} {...may} />
        ))}
        {conclusion ? <Method /> : null}
      </div>
      <ConfirmChange
        open={isAsking}
        onOpenChange={setIsAsking}
        title={t("cancelTitle")}
        description={t("cancelDetail")}
        confirmLabel={t("cancel")}
        danger
        change={client.improvements.cancel}
        input={{ id: template.id, improvementId }}
        touches={[api.improvements.key()]}
        onDone={() => setIsAsking(false)}
      />
    </>
  );
}

function Spent({ spent, cap, unknownSpend }: Improvement) {
  const t = useTranslations("improvements.page");
  const { comma } = usePunctuation();
  return (
    <span>
      {t.rich("spent", {
        spent: () => <MoneyText value={spent} bare />,
        cap: () => <MoneyText value={cap} />,
      })}
      {Number(unknownSpend.amount) > 0 ? (
        <>
          {comma}
          {t.rich("possibly", { unknown: () => <MoneyText value={unknownSpend} /> })}
        </>
      ) : null}
    </span>
  );
}

function Standing(improvement: Improvement) {
  const t = useTranslations("improvements.page");
  const conclusions = useTranslations("improvements.conclusion");
  const { status, failure, progress } = improvement;
  if (failure)
    return (
      <Callout tone="warning" title={conclusions("no-better-version")}>
        {failure.message}
      </Callout>
    );
  if (status === "proposing") return <Callout>{t("proposing")}</Callout>;
  if (isOpen(improvement) && progress)
    return (
      <ProgressBar
        label={t("trying")}
        value={progress.ended}
        max={progress.calls}
        caption={t("progress", progress)}
      />
    );
  return null;
}

const CONCLUSION_TONES = {
  better: "success",
  "people-must-look": "warning",
  "no-better-version": "info",
} as const;

function Conclusion({ conclusion, proposals }: Improvement) {
  const t = useTranslations("improvements.conclusion");
  const { listed } = usePunctuation();
  if (!conclusion) return null;
  const better = proposals.filter(({ verdict }) => verdict === "better");
  const numbers = listed(better.map(({ number }) => t("proposal", { number })));
  return (
    <Callout tone={CONCLUSION_TONES[conclusion]} title={t(conclusion, { numbers })}>
      {t(`${conclusion}Detail`)}
    </Callout>
  );
}

function Method() {
  const t = useTranslations("improvements");
  return <p className="max-w-[90ch] text-muted text-xs">{t("method")}</p>;
}
