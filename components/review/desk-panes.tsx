"use client";
import { useMemo, useState } from "react";
import { matchFacts } from "#lib/checks/match-facts.ts";
import type { ClaimedBatch } from "#lib/review/claim.ts";
import type { Output } from "#lib/review/decision.ts";
import { outputTexts } from "#lib/templates/output-text.ts";
import { ContextPane } from "./context-pane.tsx";
import type { Desk } from "./desk.ts";
import { OutputEditor } from "./output-editor.tsx";
import { OutputPane } from "./output-pane.tsx";
import type { Claim } from "./review-answers.ts";
import { SourcePane } from "./source-pane.tsx";
import { useOutputBefore } from "./use-output-before.ts";

export interface DeskPanesProps {
  claim: Claim;
  batch: ClaimedBatch | undefined;
  desk: Desk;
  /** What was written on the item and not saved. */
  draft: Output | null;
  isComparing: boolean;
  onDraft: (draft: Output | null) => void;
  onSave: (output: Output) => void;
  onLeave: () => void;
}

/** The item in three panes: where it comes from, what was made, what that is held against. */
export function DeskPanes(props: DeskPanesProps) {
  const { claim, batch, desk, draft, isComparing, onDraft, onSave, onLeave } = props;
  const { itemId, source, output, fields } = claim;
  const matched = useMemo(() => matchFacts(source, outputTexts(output)), [source, output]);
  const outputBefore = useOutputBefore(claim);
  const [activeFact, setActiveFact] = useState<string | null>(null);
  const link = { active: activeFact, onActive: setActiveFact };
  return (
    <div className="grid gap-3 pb-3 xl:min-h-0 xl:flex-1 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)_minmax(0,19rem)] [&_a]:scroll-mb-32 [&_textarea]:scroll-mb-32">
      <SourcePane
        key={`source-${itemId}`}
        claim={claim}
        inputs={batch?.inputs ?? []}
        matched={matched}
        {...link}
      />
      {desk.mode === "edit" ? (
        <OutputEditor
          key={`edit-${itemId}`}
          claim={claim}
          draft={draft}
          onDraft={onDraft}
          onSave={onSave}
          onLeave={onLeave}
        />
      ) : (
        <OutputPane
          key={`output-${itemId}`}
          claim={claim}
          matched={matched}
          compareWith={isComparing ? (draft ? output : outputBefore) : null}
          shown={isComparing && draft ? draft : output}
          isComparing={isComparing}
          hasDraft={draft !== null}
          fieldInFocus={desk.field === null ? null : (fields[desk.field]?.name ?? null)}
          {...link}
        />
      )}
      <ContextPane key={`context-${itemId}`} claim={claim} batch={batch} matched={matched} />
    </div>
  );
}
