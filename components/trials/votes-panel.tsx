"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { PairVotes, Trial } from "./trial-answers.ts";
import { variantLetter } from "./trial-draft.ts";

/** What people chose without knowing which variant was which: of all and of each, with what it says. */
export function VotesPanel({ trial, canVote }: { trial: Trial; canVote: boolean }) {
  const t = useTranslations("trials.votes");
  const { pairs, identical, mine } = trial.voting;
  if (trial.finishedAt === null || (pairs === 0 && identical === 0)) return null;
  const hasBegun = mine > 0 && mine < pairs;
  return (
    <Card
      className="mb-4"
      title={t("title")}
      actions={
        canVote && mine < pairs ? (
          <LinkButton href={`/trials/${trial.id}/vote`}>{hasBegun ? t("goOn") : t("vote")}</LinkButton>
        ) : null
      }
    >
      <div className="grid gap-2">
        <p className="text-muted text-xs">{t("why")}</p>
        {identical > 0 ? <p className="text-muted text-xs">{t("identical", { count: identical })}</p> : null}
        {hasBegun ? <p>{t("waits", { voted: mine, pairs })}</p> : <Figures trial={trial} />}
      </div>
    </Card>
  );
}

interface Line extends PairVotes {
  key: string;
  who: string;
}

function Figures({ trial: { votes, voting } }: { trial: Trial }) {
  const t = useTranslations("trials.votes");
  const columns = useColumns();
  if (votes.length === 0) return <p>{t("none")}</p>;
  const lines: Line[] = [
    { id: "all", name: t("everybody"), votes },
    ...voting.people.map((person) => ({ ...person, id: person.memberId })),
  ].flatMap(({ id, name, votes: own }) =>
    own.map((figures) => ({ ...figures, key: `${id} ${figures.a} ${figures.b}`, who: name ?? "" })),
  );
  return (
    <>
      <DataTable label={t("title")} columns={columns} rows={lines} rowKey={({ key }) => key} plain />
      <p className="text-muted text-xs">{t("method")}</p>
    </>
  );
}

function useColumns(): DataTableColumn<Line>[] {
  const t = useTranslations("trials.votes");
  const format = useFormatter();
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 0 });
  const counted = (
    id: "cases" | "firstBetter" | "secondBetter" | "ties" | "bothBad",
    of: (line: Line) => number,
  ) => ({
    ...{ id, header: t(`list.${id}`), align: "end" as const },
    cell: (line: Line) => <NumberText value={of(line)} />,
  });
  return [
    { id: "who", header: t("list.who"), cell: ({ who }) => who },
    {
      id: "compared",
      header: t("list.compared"),
      cell: ({ a, b }) => t("pair", { a: variantLetter(a), b: variantLetter(b) }),
    },
    counted("cases", ({ cases }) => cases),
    counted("firstBetter", ({ wins }) => wins),
    counted("secondBetter", ({ losses }) => losses),
    counted("ties", ({ ties }) => ties),
    counted("bothBad", ({ bothBad }) => bothBad),
    { id: "rate", header: t("list.rate"), align: "end", cell: ({ rate }) => percent(rate) },
    {
      id: "range",
      header: t("list.range"),
      align: "end",
      cell: ({ low, high }) => t("range", { low: percent(low), high: percent(high) }),
    },
    {
      id: "verdict",
      header: t("list.verdict"),
      cell: ({ a, b, verdict }) =>
        verdict === "not-distinguishable" ? (
          <StateBadge tone="neutral">{t("verdict.not-distinguishable")}</StateBadge>
        ) : (
          <StateBadge tone="success">
            {t("verdict.better", { letter: variantLetter(verdict === "a" ? a : b) })}
          </StateBadge>
        ),
    },
  ];
}
