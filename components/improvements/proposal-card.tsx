"use client";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { TextDiff } from "#components/templates/text-diff.tsx";
import { ClampedText } from "#components/trials/clamped-text.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { Improvement, Proposal } from "./improvement-answers.ts";
import { TriedCases } from "./tried-cases.tsx";

const VERDICT_TONES: Record<NonNullable<Proposal["verdict"]>, Tone> = {
  better: "success",
  worse: "danger",
  "not-distinguishable": "neutral",
};
const MOST_CITED = 6;

export interface ProposalCardProps {
  improvement: Improvement;
  proposal: Proposal;
  mayWrite: boolean;
  mayVote: boolean;
}

/** One proposal: what it changes and why, what became of the rows, and what can be done with it. */
export function ProposalCard({ improvement, proposal, mayWrite, mayVote }: ProposalCardProps) {
  const t = useTranslations("improvements.proposal");
  const { number, why, refusal, verdict, takenAt } = proposal;
  return (
    <Card
      title={
        <span className="inline-flex flex-wrap items-center gap-x-3">
          {t("title", { number })}
          {verdict ? <StateBadge tone={VERDICT_TONES[verdict]}>{t(`verdict.${verdict}`)}</StateBadge> : null}
          {refusal ? <StateBadge tone="warning">{t("refused")}</StateBadge> : null}
          {takenAt ? <Badge tone="accent">{t("taken")}</Badge> : null}
        </span>
      }
      actions={<Actions {...{ improvement, proposal, mayWrite, mayVote }} />}
    >
      <div className="grid gap-3">
        {refusal ? <Callout tone="warning">{refusal.message}</Callout> : null}
        {why ? (
          <figure>
            <figcaption className="text-muted text-xs">{t("why")}</figcaption>
            <blockquote className="max-w-[90ch] whitespace-pre-wrap break-words">{why}</blockquote>
          </figure>
        ) : null}
        <Cited {...{ improvement, proposal }} />
        {verdict ? <Figures {...{ improvement, proposal }} /> : null}
        <Changes proposal={proposal} />
        {verdict ? <TriedCases {...{ improvement, proposal }} /> : null}
      </div>
    </Card>
  );
}

function Actions({ improvement, proposal, mayWrite, mayVote }: ProposalCardProps) {
  const t = useTranslations("improvements.proposal");
  const router = useRouter();
  const [isAsking, setIsAsking] = useState(false);
  const { id, templateId, trialId, cases } = improvement;
  const { number, variant, verdict } = proposal;
  if (variant === null || verdict === null) return null;
  const looked = proposal.cases.filter(({ outcome, by }) => outcome === "look" || by === "vote");
  const rows = [
    ...new Set(looked.flatMap((one) => cases.find((known) => known.case === one.case)?.rowNumber ?? [])),
  ];
  const back = `/templates/${templateId}/improvements/${id}`;
  const wanted = new URLSearchParams({ variants: `0,${variant}`, rows: rows.join(","), back });
  return (
    <>
      {mayVote && trialId && rows.length > 0 ? (
        <LinkButton size="sm" href={`/trials/${trialId}/vote?${wanted}`}>
          {t("vote", { count: rows.length })}
        </LinkButton>
      ) : null}
      {mayWrite ? (
        <Button
          size="sm"
          {...(verdict === "better" && { variant: "primary" })}
          onClick={() => setIsAsking(true)}
        >
          {t("take")}
        </Button>
      ) : null}
      <ConfirmChange
        open={isAsking}
        onOpenChange={setIsAsking}
        title={t("takeTitle", { number })}
        description={t("takeDetail")}
        confirmLabel={t("take")}
        change={client.improvements.take}
        input={{ id: templateId, improvementId: id, number }}
        touches={[api.improvements.key(), api.templates.key()]}
        onDone={() => {
          showToast({ title: t("takenToast", { number }) });
          router.push(`/templates/${templateId}`);
        }}
      />
    </>
  );
}

function Cited({ improvement, proposal }: { improvement: Improvement; proposal: Proposal }) {
  const t = useTranslations("improvements.proposal");
  const { cites } = proposal;
  if (cites.length === 0) return null;
  const nameOf = (itemId: string) => {
    const known = improvement.cases.find((one) => one.itemId === itemId);
    return Object.values(known?.source ?? {}).find((value) => value.trim() !== "") ?? itemId.slice(-6);
  };
  return (
    <p className="flex flex-wrap gap-x-3 gap-y-1 text-xs">
      <span className="text-muted">{t("cites", { count: cites.length })}</span>
      {cites.slice(0, MOST_CITED).map((itemId) => (
        <TextLink key={itemId} href={itemHref(itemId)}>
          {nameOf(itemId)}
        </TextLink>
      ))}
      {cites.length > MOST_CITED ? <span className="text-muted">…</span> : null}
    </p>
  );
}

function itemHref(itemId: string): string {
  const [batchId, seq] = itemId.split(".");
  return `/batches/${batchId}/items/${seq}/why`;
}

function Figures({ improvement, proposal }: { improvement: Improvement; proposal: Proposal }) {
  const t = useTranslations("improvements.proposal");
  const format = useFormatter();
  const { interval, onRejections, onApproved, cost, fixed = 0, broken = 0 } = proposal;
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 0 });
  return (
    <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[max-content_minmax(0,1fr)]">
      <dt className="text-muted">{t("onRejections")}</dt>
      <dd className="figures">
        <Counts counts={onRejections} />
      </dd>
      <dt className="text-muted">{t("onApproved")}</dt>
      <dd className="figures">
        <Counts counts={onApproved} />
      </dd>
      {interval ? (
        <>
          <dt className="text-muted">{t("fixedShare", { changed: fixed + broken })}</dt>
          <dd className="figures">
            {t("share", {
              share: percent(interval.share),
              low: percent(interval.low),
              high: percent(interval.high),
            })}
          </dd>
        </>
      ) : null}
      <dt className="text-muted">{t("cost")}</dt>
      <dd>
        <MoneyText value={cost} />{" "}
        <span className="text-muted text-xs">
          ({t("baseCost")} <MoneyText value={improvement.baseCost} />)
        </span>
      </dd>
    </dl>
  );
}

function Counts({ counts }: { counts: Proposal["onRejections"] }) {
  const t = useTranslations("improvements.proposal");
  if (!counts) return null;
  const { look, notComparable } = counts;
  return [
    t("counts", counts),
    ...(look > 0 ? [t("look", { count: look })] : []),
    ...(notComparable > 0 ? [t("notComparable", { count: notComparable })] : []),
  ].join(" · ");
}

function Changes({ proposal: { diff } }: { proposal: Proposal }) {
  const t = useTranslations("improvements.proposal");
  const sections = useTranslations("templates.sections");
  return diff.map(({ step, section, before, after }) => {
    const name = sections(`${section}.title`);
    return (
      <figure key={`${step} ${section}`} className="min-w-0 overflow-hidden rounded-md border border-line">
        <figcaption className="bg-sunken px-3 py-1 font-medium text-xs">
          {step === null ? name : t("inStep", { section: name, step })}
        </figcaption>
        <ClampedText lines={16}>
          <TextDiff before={before} after={after} beforeLabel={t("before")} afterLabel={t("after")} />
        </ClampedText>
      </figure>
    );
  });
}
