"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { cn } from "#components/ui/class-names.ts";
import type { MatchedFacts } from "#lib/checks/match-facts.ts";
import type { Output } from "#lib/review/decision.ts";
import { lengthOf } from "#lib/templates/output.ts";
import { outputTexts } from "#lib/templates/output-text.ts";
import { ChangedText } from "./changed-text.tsx";
import { type FactLink, MarkedText } from "./marked-text.tsx";
import { Pane } from "./pane.tsx";
import type { Claim } from "./review-answers.ts";

export interface OutputPaneProps extends FactLink {
  claim: Claim;
  matched: MatchedFacts;
  /** The output before the edits, to show what they changed; `null` shows the text itself. */
  compareWith: Output | null;
  /** The output shown: the item's, or the draft of my edits. */
  shown: Output;
  isComparing: boolean;
  hasDraft: boolean;
  /** Name of the field in focus. */
  fieldInFocus: string | null;
}

/** The output, field by field, in its own language. */
export function OutputPane(props: OutputPaneProps) {
  const { claim, matched, compareWith, shown, isComparing, hasDraft, fieldInFocus, ...link } = props;
  const t = useTranslations("review");
  const locale = useLocale();
  const focused = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new field in focus is the reason to scroll
  useEffect(() => focused.current?.scrollIntoView({ block: "nearest" }), [fieldInFocus]);
  const fields = claim.fields.length > 0 ? claim.fields.map(({ name }) => name) : Object.keys(claim.output);
  const before = new Map(compareWith ? outputTexts(compareWith).map(({ path, text }) => [path, text]) : []);

  function text(path: string, value: unknown) {
    const words = String(value);
    if (compareWith)
      return <ChangedText before={before.get(path) ?? ""} after={words} language={claim.language} />;
    return (
      <MarkedText
        {...link}
        side="output"
        text={words}
        spans={matched.spans.filter((span) => span.path === path)}
      />
    );
  }

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
      {isComparing || hasDraft ? (
        <p className="border-line border-b bg-sunken px-4 py-1 text-muted text-xs" lang={locale}>
          {isComparing
            ? t(hasDraft ? "diff.draft" : compareWith ? "diff.edits" : "diff.none")
            : t("diff.draftKept")}
        </p>
      ) : null}
      <div className="divide-y divide-line">
        {fields.map((name) => {
          const value = shown[name];
          const field = claim.fields.find((one) => one.name === name);
          const length = typeof value === "string" ? lengthOf(value) : null;
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
              <div className="mt-0.5 text-base leading-6">{content(name, value)}</div>
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
