"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ShownPictures } from "#components/templates/shown-pictures.tsx";
import { cn } from "#components/ui/class-names.ts";
import type { MatchedFacts } from "#lib/checks/claims/match-facts.ts";
import { namesInOrder } from "#lib/in-order.ts";
import type { Passage } from "#lib/review/sources-of.ts";
import { cellPictures } from "#lib/templates/cell-pictures.ts";
import { MarkedText } from "./marked-text.tsx";
import { Pane } from "./pane.tsx";
import { PassageList } from "./passage-list.tsx";
import type { Claim } from "./review-answers.ts";
import { sourceMarks } from "./source-marks.ts";
import { textLanguage } from "./text-language.ts";
import { cellElementId, type SourceLinks } from "./use-source-links.ts";

export interface SourcePaneProps extends SourceLinks {
  claim: Claim;
  /** Columns the template reads; they come first. */
  inputs: readonly string[];
  /** All columns, in the order of the file. */
  columns: readonly string[];
  matched: MatchedFacts;
  /** What it was written from beside the row. */
  passages: readonly Passage[];
}

/**
 * The source: of the row what the template read, then the rest, then passages; what the output uses is underlined, what is
 * in focus highlighted.
 */
export function SourcePane({ claim, inputs, columns, matched, passages, ...links }: SourcePaneProps) {
  const t = useTranslations("review");
  const names = namesInOrder(claim.source, columns);
  const read = names.filter((name) => inputs.includes(name));
  const others = names.filter((name) => !inputs.includes(name));
  const { active, place, onPoint, onFollow } = links;
  const listOf = (list: string[]) => (
    <dl className="divide-y divide-line">
      {list.map((name) => {
        const value = claim.source[name] ?? "";
        const isMeant = place?.column === name;
        const pictures = cellPictures(name, value);
        return (
          <div
            key={name}
            id={cellElementId(name)}
            aria-current={isMeant ? "true" : undefined}
            className={cn(
              "grid grid-cols-[minmax(5rem,9rem)_1fr] gap-x-3 border-s-2 border-s-transparent px-4 py-1.5",
              isMeant && "border-s-accent bg-accent-soft/40",
            )}
          >
            <dt className="break-words text-muted" lang={textLanguage(name)}>
              {name}
            </dt>
            <dd lang={textLanguage(value)}>
              {value ? (
                <MarkedText
                  {...{ active, onPoint, onFollow }}
                  side="source"
                  text={value}
                  marks={sourceMarks(matched.facts, name, isMeant && active ? { id: active, place } : null)}
                />
              ) : (
                <span className="text-faint">{t("source.empty")}</span>
              )}
              {pictures.length > 0 ? (
                <div className="pt-1">
                  <ShownPictures pictures={pictures} size={160} />
                </div>
              ) : null}
            </dd>
          </div>
        );
      })}
    </dl>
  );
  return (
    <Pane
      title={t("source.title")}
      aside={t("source.row", { row: claim.rowNumber })}
      className="xl:order-first"
    >
      {listOf(read.length > 0 ? read : names)}
      {read.length > 0 && others.length > 0 ? (
        <>
          <SourceHeading>{t("source.others")}</SourceHeading>
          {listOf(others)}
        </>
      ) : null}
      {passages.length > 0 ? (
        <>
          <SourceHeading>{t("source.passages")}</SourceHeading>
          <PassageList passages={passages} active={links.passage} />
        </>
      ) : null}
    </Pane>
  );
}

function SourceHeading({ children }: { children: ReactNode }) {
  return <h3 className="border-line border-y bg-sunken px-4 py-1 text-muted text-xs">{children}</h3>;
}
