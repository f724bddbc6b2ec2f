"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { languageName } from "#components/templates/language-name.ts";
import { ClampedText } from "#components/trials/clamped-text.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { Improvement, ImprovementCase, Proposal } from "./improvement-answers.ts";

type Told = Proposal["cases"][number];
type Row = Told & { of: ImprovementCase };

const TONES: Record<Told["outcome"], Tone> = {
  fixed: "success",
  broken: "danger",
  unchanged: "neutral",
  look: "warning",
  "not-comparable": "neutral",
};

/** What people want to see first. */
const ORDER: readonly Told["outcome"][] = ["broken", "look", "fixed", "not-comparable", "unchanged"];
const SHOWN_AT_FIRST = 8;

/** The rows a proposal was tried on, with both texts: what tells most first, the rest on demand. */
export function TriedCases({ improvement, proposal }: { improvement: Improvement; proposal: Proposal }) {
  const t = useTranslations("improvements.cases");
  const [showsAll, setShowsAll] = useState(false);
  const place = improvement.proposals.filter(({ variant }) => variant !== null).indexOf(proposal) + 1;
  const columns = useColumns(place);
  const rows = proposal.cases.flatMap((told): Row[] => {
    const of = improvement.cases.find((one) => one.case === told.case);
    return of ? [{ ...told, of }] : [];
  });
  const inOrder = rows.toSorted((one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome));
  const shown = showsAll
    ? inOrder
    : inOrder.filter(({ outcome }) => outcome !== "unchanged").slice(0, SHOWN_AT_FIRST);
  const hidden = rows.length - shown.length;
  return (
    <div className="grid gap-2">
      {shown.length > 0 ? (
        <DataTable
          label={t("title")}
          columns={columns}
          rows={shown}
          rowKey={(one) => String(one.case)}
          plain
        />
      ) : null}
      {hidden > 0 ? (
        <div>
          <Button size="sm" variant="ghost" onClick={() => setShowsAll(true)}>
            {t("showMore", { count: hidden })}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function useColumns(place: number): DataTableColumn<Row>[] {
  const t = useTranslations("improvements.cases");
  const reasons = useTranslations("review.reason");
  const locale = useLocale();
  return [
    {
      id: "row",
      header: t("row"),
      width: "11rem",
      wrap: true,
      cell: ({ of: { source, language } }) => (
        <span className="flex flex-col py-1">
          <span className="break-words">{Object.values(source).find((value) => value.trim() !== "")}</span>
          <span className="text-muted text-xs">{languageName(language, locale)}</span>
        </span>
      ),
    },
    {
      id: "outcome",
      header: t("outcome"),
      wrap: true,
      cell: ({ outcome, by }) => (
        <span className="flex flex-col py-1">
          <StateBadge tone={TONES[outcome]}>{t(`result.${outcome}`)}</StateBadge>
          {by ? <span className="text-muted text-xs">{t(`by.${by}`)}</span> : null}
        </span>
      ),
    },
    {
      id: "said",
      header: t("said"),
      width: "14rem",
      wrap: true,
      cell: ({ of: { kind, reason, note, corrected } }) => (
        <ClampedText lines={5}>
          {kind === "approved"
            ? t("approved")
            : kind === "edit"
              ? t("wasEdited")
              : reasonText(reasons, reason)}
          {note ? <q className="block text-muted">{note}</q> : null}
          {corrected ? (
            <div className="text-muted">
              {t("edited")} <Output output={corrected} />
            </div>
          ) : null}
        </ClampedText>
      ),
    },
    {
      id: "before",
      header: t("before"),
      width: "22rem",
      wrap: true,
      cell: ({ of: { made } }) => (
        <ClampedText lines={5}>
          <Output output={made[0] ?? null} />
        </ClampedText>
      ),
    },
    {
      id: "after",
      header: t("after"),
      grow: true,
      wrap: true,
      cell: ({ of: { made } }) => (
        <ClampedText lines={5}>
          <Output output={made[place] ?? null} />
        </ClampedText>
      ),
    },
  ];
}

function reasonText(t: ReturnType<typeof useTranslations<"review.reason">>, reason: string | null): string {
  const known = reason as "wrong_fact" | null;
  return known && t.has(known) ? t(known) : (reason ?? "");
}

function Output({ output }: { output: Record<string, unknown> | null }) {
  const t = useTranslations("improvements.cases");
  if (!output) return <span className="text-faint">{t("none")}</span>;
  return (
    <dl className="grid text-xs leading-5">
      {Object.entries(output).map(([name, value]) => (
        <div key={name} className="min-w-0 break-words">
          <dt className="inline text-muted">{name}: </dt>
          <dd className="inline">
            <StructuredValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
