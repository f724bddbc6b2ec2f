"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useHelp } from "#components/help/help-provider.tsx";
import { FIRST_LOOK, nextView } from "#components/images/picture-view.ts";
import { announce } from "#components/ui/live-region.tsx";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import { DecisionBar } from "./decision-bar.tsx";
import { type Desk, type DeskEvent, deskAfter, deskFor } from "./desk.ts";
import { DeskCallouts } from "./desk-callouts.tsx";
import { DeskPanes } from "./desk-panes.tsx";
import { comparisonFor, nextDiffMode } from "./diff-mode.ts";
import { EscalatePanel } from "./escalate-panel.tsx";
import { EscalationThread } from "./escalation-thread.tsx";
import { LostCallout } from "./lost-callout.tsx";
import { NotePanel } from "./note-panel.tsx";
import { OutboxState } from "./outbox-state.tsx";
import { QuietSign } from "./quiet-sign.tsx";
import { RecentDecisions } from "./recent-decisions.tsx";
import { RejectPanel } from "./reject-panel.tsx";
import { rejectRoute } from "./reject-route.ts";
import type { Claim } from "./review-answers.ts";
import type { ReviewCommand } from "./review-key.ts";
import { keyLabel } from "./review-keys.ts";
import { ReviewNotices } from "./review-notices.tsx";
import type { ReviewSession } from "./review-session.ts";
import type { ReviewView } from "./session/review-view.ts";
import type { Undoable } from "./session/session.ts";
import { useCandidates } from "./use-candidates.ts";
import { useComparable } from "./use-comparable.ts";
import { useDiffMode } from "./use-diff-mode.ts";
import { usePainted } from "./use-painted.ts";
import { usePrefetchedItems } from "./use-prefetched-items.ts";
import { useQuietSign } from "./use-quiet-sign.ts";
import { useReviewKeys } from "./use-review-keys.ts";

/** The item on the desk, the bar, and what each key does to it. */
export function ReviewDesk({ session, view }: { session: ReviewSession; view: ReviewView }) {
  const t = useTranslations("review");
  const { current } = view;
  const itemId = current?.itemId;
  const { open: openHelp, singleKeys, keys: chosenKeys } = useHelp();
  const keys = singleKeys ? chosenKeys : null;
  const [isRecentOpen, setIsRecentOpen] = useState(false);
  const [diffMode, setDiffMode] = useDiffMode();
  const [look, setLook] = useStoredState("review.pictures", FIRST_LOOK);
  const [claimJumps, setClaimJumps] = useState(0);
  const [sign, showSign] = useQuietSign();
  const [kept, setDesk] = useState<Desk>({ itemId, mode: "read", field: null, route: null });
  const [noting, setNoting] = useState<Undoable | null>(null);
  const desk = deskFor(kept, itemId);
  const move = (event: DeskEvent) => setDesk(deskAfter(desk, event));
  const isLost = itemId !== undefined && view.lost.has(itemId);
  usePainted(itemId, (id) => session.shown(id));
  usePrefetchedItems(view.claims, current);
  const draft = itemId === undefined ? null : session.draft(itemId);
  const comparable = useComparable(current, draft);
  const candidates = useCandidates(current);
  const [choice, setChoice] = useState<{ itemId: string; assetId: string } | null>(null);
  const chosenId = choice !== null && choice.itemId === itemId ? choice.assetId : null;
  const comparison = current ? comparisonFor(diffMode, current.output, comparable) : null;

  function said(words: string) {
    const next = session.view().current;
    announce(next && next.itemId !== itemId ? `${words} ${t("said.next", { row: next.rowNumber })}` : words);
  }

  const isBlocked = current !== null && current.openBlocks.length > 0;

  // A key that comes before an item can have been read decides nothing, and that is said.
  function decide(...decision: Parameters<ReviewSession["decide"]>): boolean {
    if (session.isTooSoon()) showSign(t("swallowed"));
    return session.decide(...decision);
  }

  function reject(reason: string, note: string) {
    const route = rejectRoute(reason, { chosen: desk.route, triesLeft: current?.triesLeft ?? 0 });
    if (decide("reject", { reason, route, ...(note.trim() && { note: note.trim() }) }))
      said(t("said.rejected"));
    move({ type: "mode-changed", mode: "read" });
  }

  function note(text: string) {
    if (noting && session.noteRejection(noting.entry.requestId, text)) announce(t("said.noted"));
    setNoting(null);
  }

  function run(command: ReviewCommand) {
    switch (command.do) {
      case "approve":
        if (isBlocked) return announce(t("said.blocked"));
        if (current && candidates && chosenId !== null && chosenId !== current.output[candidates.field]) {
          const output = { ...current.output, [candidates.field]: chosenId };
          if (decide("edit", { output })) said(t("said.edited"));
          return;
        }
        if (decide("approve")) said(t("said.approved"));
        return;
      case "open-reject":
        if (current && !isLost) move({ type: "mode-changed", mode: "reject" });
        return;
      case "open-note":
        move({ type: "mode-changed", mode: "read" });
        return setNoting(session.latestRejection());
      case "reject":
        return reject(command.key, "");
      case "route":
        if (command.route === "regenerate" && current?.triesLeft === 0) return;
        return move({ type: "route-chosen", route: desk.route === command.route ? null : command.route });
      case "edit":
        if (current && !isLost) move({ type: "mode-changed", mode: "edit" });
        return;
      case "skip":
        session.skip();
        return said(t("said.skipped"));
      case "open-escalate":
        if (current && !isLost) move({ type: "mode-changed", mode: "escalate" });
        return;
      case "next-claim":
        return setClaimJumps(claimJumps + 1);
      case "undo":
        session.undo();
        return announce(t("said.undone"));
      case "recent":
        return setIsRecentOpen(true);
      case "diff":
        return current ? compare(current) : undefined;
      case "candidate": {
        const assetId = candidates?.assetIds[command.place];
        return assetId === undefined ? undefined : choose(assetId, command.place);
      }
      case "picture-view":
        return setLook({ ...look, view: nextView(look.view) });
      case "picture-zoom":
        return setLook({ ...look, isZoomed: !look.isZoomed });
      case "help":
        return openHelp();
      case "move":
        return session.moveBy(command.by);
      case "move-field":
        return move({ type: "field-moved", by: command.by, fields: current?.fields.length ?? 0 });
      case "leave":
        return move({ type: "left" });
    }
  }

  function choose(assetId: string, place: number) {
    if (itemId === undefined) return;
    setChoice({ itemId, assetId });
    announce(t("candidates.chosen", { number: place + 1 }));
  }

  function compare({ outputVersion }: Claim) {
    // What there is to compare with is not known yet: the wish is kept.
    if (!comparable.isKnown) return setDiffMode(outputVersion > 1 ? "previous" : "published");
    const next = nextDiffMode(diffMode, comparable);
    if (next === "output" && !comparison) showSign(t("diff.none"));
    setDiffMode(next);
    announce(t(`said.shown.${next}`));
  }

  function escalate(text: string) {
    if (!decide("escalate", text ? { note: text } : {})) return;
    said(t("said.escalated"));
    move({ type: "mode-changed", mode: "read" });
  }

  function reopen(id: string) {
    setIsRecentOpen(false);
    session.undo(id);
    announce(t("said.undone"));
  }

  const isWriting = desk.mode === "edit" || desk.mode === "escalate" || noting !== null;
  useReviewKeys({
    isOn: singleKeys && !isWriting,
    isRejecting: desk.mode === "reject",
    keys: chosenKeys,
    onCommand: run,
  });

  return (
    <>
      <ReviewNotices notices={view.notices} onDismiss={(id) => session.dismiss(id)} />
      {isLost ? <LostCallout onLeave={() => session.leaveLost()} /> : null}
      {current?.reviewState === "escalated" ? <EscalationThread itemId={current.itemId} /> : null}
      {current ? (
        <DeskCallouts
          claim={current}
          diffKey={keys && keyLabel(keys.diff)}
          onOverridden={(check) => session.blockOverridden(current.itemId, check)}
        />
      ) : null}
      {current ? (
        <DeskPanes
          key={current.itemId}
          claim={current}
          batch={view.batches[current.batchId]}
          desk={desk}
          draft={draft}
          comparison={comparison}
          claimJumps={claimJumps}
          candidates={candidates}
          chosenId={chosenId}
          onChoose={choose}
          look={look}
          onLook={setLook}
          keys={keys}
          onDraft={(draft) => session.keepDraft(current.itemId, draft)}
          onSave={(output) => {
            if (decide("edit", { output })) said(t("said.edited"));
          }}
          onLeave={() => move({ type: "mode-changed", mode: "read" })}
        />
      ) : null}
      {/* Always in sight, and what is asked for with it. */}
      <div className="sticky bottom-0 z-10 flex flex-col gap-3 xl:static xl:mt-auto">
        {current && desk.mode === "reject" ? (
          <RejectPanel
            route={desk.route}
            triesLeft={current.triesLeft}
            onRoute={(route) => move({ type: "route-chosen", route })}
            onReject={reject}
            onLeave={() => move({ type: "mode-changed", mode: "read" })}
          />
        ) : null}
        {current && desk.mode === "escalate" ? (
          <EscalatePanel
            key={`escalate-${current.itemId}`}
            onEscalate={escalate}
            onLeave={() => move({ type: "mode-changed", mode: "read" })}
          />
        ) : null}
        {noting ? <NotePanel rejection={noting} onSave={note} onLeave={() => setNoting(null)} /> : null}
        {current || view.canUndo || view.outbox.entries.length > 0 ? (
          <DecisionBar
            onCommand={run}
            keys={keys}
            canDecide={current !== null && !isLost && !isWriting}
            canApprove={!isBlocked}
            canNote={session.latestRejection() !== null && desk.mode !== "edit"}
            canUndo={view.canUndo && noting === null}
            isComparing={comparison !== null}
          >
            <QuietSign words={sign} />
            <OutboxState outbox={view.outbox} isKept={view.isKept} onRetry={() => session.retry()} />
          </DecisionBar>
        ) : null}
      </div>
      <RecentDecisions
        outbox={view.outbox}
        open={isRecentOpen}
        onOpenChange={setIsRecentOpen}
        onReopen={reopen}
      />
    </>
  );
}
