"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "#components/api/client.ts";
import type { PictureLook } from "#components/images/picture-view.ts";
import { type MatchedFacts, matchFacts } from "#lib/checks/claims/match-facts.ts";
import type { ClaimedBatch } from "#lib/review/claim.ts";
import type { Output } from "#lib/review/decision.ts";
import type { Passage } from "#lib/review/sources-of.ts";
import { writtenTexts } from "#lib/templates/output-text.ts";
import { unstatedClaims } from "./claim-source.ts";
import { claimsInPassages } from "./claims-in-passages.ts";
import { ContextPane } from "./context-pane.tsx";
import type { Desk } from "./desk.ts";
import type { Comparison } from "./diff-mode.ts";
import { OutputEditor } from "./output-editor.tsx";
import { OutputPane } from "./output-pane.tsx";
import type { Claim } from "./review-answers.ts";
import type { ReviewKeys } from "./review-keys.ts";
import { keyLabel } from "./review-keys.ts";
import { SourcePane } from "./source-pane.tsx";
import type { CandidatesOfField } from "./use-candidates.ts";
import { useSourceLinks } from "./use-source-links.ts";

export interface DeskPanesProps {
  claim: Claim;
  batch: ClaimedBatch | undefined;
  desk: Desk;
  /** What was written on the item and not saved. */
  draft: Output | null;
  comparison: Comparison | null;
  /** Rises with each wish to go on to the next claim that was not found. */
  claimJumps: number;
  /** What can be chosen in place of a picture; `null` for nothing. */
  candidates: CandidatesOfField | null;
  /** The one that was chosen of them, and not saved yet. */
  chosenId: string | null;
  onChoose: (assetId: string, place: number) => void;
  /** How pictures are looked at. */
  look: PictureLook;
  onLook: (look: PictureLook) => void;
  /** The keys as they are; `null` where single keys are off. */
  keys: ReviewKeys | null;
  onDraft: (draft: Output | null) => void;
  onSave: (output: Output) => void;
  onLeave: () => void;
}

// Where findings are kept back, so are the marks that say the same.
const NOTHING_MATCHED: MatchedFacts = { facts: [], spans: [] };
const NO_PASSAGES: Passage[] = [];

/** The item in three panes: where it comes from, what was made (first on a phone), what that is held against. */
export function DeskPanes(props: DeskPanesProps) {
  const { claim, batch, desk, draft, comparison, claimJumps, look, onLook, keys, onDraft, onSave, onLeave } =
    props;
  const { candidates, chosenId, onChoose } = props;
  const { itemId, source, output, fields, isBlind } = claim;
  const { data } = useQuery(api.review.item.queryOptions({ input: { itemId } }));
  const passages = data?.passages ?? NO_PASSAGES;
  const { matched, texts, unstated } = useMemo(() => {
    const texts = writtenTexts(output);
    const matched = isBlind ? NOTHING_MATCHED : matchFacts(source, texts);
    return { matched, texts, unstated: unstatedClaims(matched, texts, source) };
  }, [isBlind, source, output]);
  const claims = useMemo(() => claimsInPassages(unstated, texts, passages), [unstated, texts, passages]);
  const links = useSourceLinks(matched, claims, claimJumps);
  return (
    <div className="grid gap-3 pb-3 xl:min-h-0 xl:flex-1 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)_minmax(0,19rem)] [&_a]:scroll-mb-32 [&_textarea]:scroll-mb-32">
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
          claims={claims}
          comparison={comparison}
          hasDraft={draft !== null}
          editKey={keys && keyLabel(keys.edit)}
          candidates={candidates}
          chosenId={chosenId}
          onChoose={onChoose}
          look={look}
          onLook={onLook}
          pictureKeys={keys && { view: keyLabel(keys["picture-view"]), zoom: keyLabel(keys["picture-zoom"]) }}
          fieldInFocus={desk.field === null ? null : (fields[desk.field]?.name ?? null)}
          {...links}
        />
      )}
      <SourcePane
        key={`source-${itemId}`}
        claim={claim}
        inputs={batch?.inputs ?? []}
        columns={batch?.columns ?? []}
        matched={matched}
        passages={passages}
        {...links}
      />
      <ContextPane
        key={`context-${itemId}`}
        claim={claim}
        stated={matched.facts.length}
        claims={claims}
        claimKey={keys && keyLabel(keys.claim)}
        onFollow={links.onFollow}
      />
    </div>
  );
}
