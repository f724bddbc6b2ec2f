"use client";
import { useTranslations } from "next-intl";
import type { MatchedFacts } from "#lib/checks/match-facts.ts";
import { type FactLink, MarkedText } from "./marked-text.tsx";
import { Pane } from "./pane.tsx";
import type { Claim } from "./review-answers.ts";
import { textLanguage } from "./text-language.ts";

export interface SourcePaneProps extends FactLink {
  claim: Claim;
  /** Columns the template reads; they come first. */
  inputs: readonly string[];
  matched: MatchedFacts;
}

/** The source row: what the template read, then the rest; what the output uses is underlined. */
export function SourcePane({ claim, inputs, matched, ...link }: SourcePaneProps) {
  const t = useTranslations("review");
  const names = Object.keys(claim.source);
  const read = names.filter((name) => inputs.includes(name));
  const others = names.filter((name) => !inputs.includes(name));
  const columns = (list: string[]) => (
    <dl className="divide-y divide-line">
      {list.map((name) => (
        <div key={name} className="grid grid-cols-[minmax(5rem,9rem)_1fr] gap-x-3 px-4 py-1.5">
          <dt className="break-words text-muted" lang={textLanguage(name)}>
            {name}
          </dt>
          <dd lang={textLanguage(claim.source[name] ?? "")}>
            {claim.source[name] ? (
              <MarkedText
                {...link}
                side="source"
                text={claim.source[name]}
                spans={matched.facts
                  .filter(({ column }) => column === name)
                  .map(({ id, from, to }) => ({ factId: id, from, to }))
                  .sort((a, b) => a.from - b.from)}
              />
            ) : (
              <span className="text-faint">{t("source.empty")}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
  return (
    <Pane title={t("source.title")} aside={t("source.row", { row: claim.rowNumber })}>
      {columns(read.length > 0 ? read : names)}
      {read.length > 0 && others.length > 0 ? (
        <>
          <h3 className="border-line border-y bg-sunken px-4 py-1 text-muted text-xs">
            {t("source.others")}
          </h3>
          {columns(others)}
        </>
      ) : null}
    </Pane>
  );
}
