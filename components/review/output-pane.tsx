"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { ComparePictures } from "#components/images/compare-pictures.tsx";
import type { PictureLook } from "#components/images/picture-view.ts";
import { cn } from "#components/ui/class-names.ts";
import type { MatchedFacts } from "#lib/checks/claims/match-facts.ts";
import { lengthOf } from "#lib/templates/output.ts";
import { outputTexts } from "#lib/templates/output-text.ts";
import { CandidateStrip } from "./candidate-strip.tsx";
import { ChangedText } from "./changed-text.tsx";
import type { UnstatedClaim } from "./claim-source.ts";
import { DiffLine } from "./diff-line.tsx";
import type { Comparison } from "./diff-mode.ts";
import { findingsIn } from "./findings.ts";
import { MarkedText } from "./marked-text.tsx";
import { outputMarks } from "./output-marks.ts";
import { Pane } from "./pane.tsx";
import type { Claim } from "./review-answers.ts";
import type { CandidatesOfField } from "./use-candidates.ts";
import { useClaimWords } from "./use-claim-words.ts";
import type { SourceLinks } from "./use-source-links.ts";

export interface OutputPaneProps extends SourceLinks {
  claim: Claim;
  matched: MatchedFacts;
  claims: readonly UnstatedClaim[];
  /** What is compared; `null` shows the output itself. */
  comparison: Comparison | null;
  hasDraft: boolean;
  /** The key that goes on with a draft; `null` where single keys are off. */
  editKey: string | null;
  /** What can be chosen in place of a picture; `null` for nothing. */
  candidates: CandidatesOfField | null;
  /** The one that was chosen of them, and not saved yet. */
  chosenId: string | null;
  onChoose: (assetId: string, place: number) => void;
  /** How pictures are looked at. */
  look: PictureLook;
  onLook: (look: PictureLook) => void;
  /** The keys that change it; `null` where single keys are off. */
  pictureKeys: { view: string; zoom: string } | null;
  /** Name of the field in focus. */
  fieldInFocus: string | null;
}

/** The output, field by field, in its own language. */
export function OutputPane(props: OutputPaneProps) {
  const {
    claim,
    matched,
    claims,
    comparison,
    hasDraft,
    editKey,
    fieldInFocus,
    look,
    onLook,
    pictureKeys,
    candidates,
    chosenId,
    onChoose,
    ...links
  } = props;
  const t = useTranslations("review");
  const wordsOf = useClaimWords();
  const { active, onPoint, onFollow } = links;
  const focused = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new field in focus is the reason to scroll
  useEffect(() => focused.current?.scrollIntoView({ block: "nearest" }), [fieldInFocus]);
  const fields = claim.fields.length > 0 ? claim.fields.map(({ name }) => name) : Object.keys(claim.output);
  const shown = comparison?.after ?? claim.output;
  const before = new Map(
    comparison ? outputTexts(comparison.before).map(({ path, text }) => [path, text]) : [],
  );

  // What was said of an earlier version stands at other places.
  const isChecked = claim.checkedVersion === claim.outputVersion;

  function text(path: string, value: unknown) {
    const words = String(value);
    if (comparison)
      return <ChangedText before={before.get(path) ?? ""} after={words} language={claim.language} />;
    return (
      <MarkedText
        {...{ active, onPoint, onFollow }}
        side="output"
        text={words}
        marks={outputMarks(
          path,
          matched,
          claims.map((one) => ({ ...one, reason: wordsOf(one) })),
          isChecked ? findingsIn(claim.checks, { path, text: words }) : [],
        )}
      />
    );
  }

  const shownPicture = (name: string, own: string) =>
    candidates?.field === name && !comparison ? (chosenId ?? own) : own;

  function content(path: string, value: unknown): React.ReactNode {
    if (value === null || value === undefined || value === "")
      return <span className="text-faint">{t("output.empty")}</span>;
    if (Array.isArray(value))
      return (
        <ul className="flex list-disc flex-col gap-1 ps-4 marker:text-faint">
          {value.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries of an output keep their places
            <li key={index}>{content(`${path}.${index}`, entry)}</li>
          ))}
        </ul>
      );
    if (typeof value === "object")
      return (
        <dl className="flex flex-col gap-1">
          {Object.entries(value).map(([name, part]) => (
            <div key={name}>
              <dt className="text-faint text-xs">{name}</dt>
              <dd>{content(`${path}.${name}`, part)}</dd>
            </div>
          ))}
        </dl>
      );
    return text(path, value);
  }

  return (
    <Pane title={t("output.title")} aside={<LanguageName tag={claim.language} />} lang={claim.language}>
      <DiffLine comparison={comparison} hasDraft={hasDraft} editKey={editKey} />
      <div className="divide-y divide-line">
        {fields.map((name) => {
          const value = shown[name];
          const field = claim.fields.find((one) => one.name === name);
          const isPicture = field?.type === "picture" && typeof value === "string";
          const length = !isPicture && typeof value === "string" ? lengthOf(value) : null;
          const isOver = length !== null && field?.maxLength !== undefined && length > field.maxLength;
          return (
            <div
              key={name}
              ref={name === fieldInFocus ? focused : null}
              aria-current={name === fieldInFocus ? "true" : undefined}
              className={cn(
                "border-s-2 border-s-transparent px-4 py-2",
                name === fieldInFocus && "border-s-accent bg-accent-soft/40",
              )}
            >
              <div className="flex justify-between gap-2 text-xs">
                <h3 className="text-muted">{name}</h3>
                {length === null ? null : (
                  <span className={cn("figures text-faint", isOver && "font-medium text-danger-text")}>
                    {field?.maxLength === undefined
                      ? t("output.length", { length })
                      : t("output.lengthOf", { length, max: field.maxLength })}
                  </span>
                )}
              </div>
              {isPicture ? (
                <div className="mt-1" lang="">
                  {candidates?.field === name && !comparison ? (
                    <CandidateStrip
                      assetIds={candidates.assetIds}
                      chosenId={shownPicture(name, value)}
                      hasKeys={pictureKeys !== null}
                      onChoose={(id) => onChoose(id, candidates.assetIds.indexOf(id))}
                    />
                  ) : null}
                  <ComparePictures
                    assetId={shownPicture(name, value)}
                    look={look}
                    onLook={onLook}
                    keys={pictureKeys}
                  />
                </div>
              ) : (
                <div className="mt-0.5 text-base leading-6">{content(name, value)}</div>
              )}
            </div>
          );
        })}
      </div>
    </Pane>
  );
}

/** A language by its name in the reader's own. */
function LanguageName({ tag }: { tag: string }) {
  const names = new Intl.DisplayNames([useLocale()], { type: "language" });
  return <span title={tag}>{names.of(tag) ?? tag}</span>;
}
