"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { announce } from "#components/ui/live-region.tsx";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import { DecisionBar } from "./decision-bar.tsx";
import { type Desk, type DeskEvent, deskAfter, deskFor } from "./desk.ts";
import { DeskPanes } from "./desk-panes.tsx";
import { LostCallout } from "./lost-callout.tsx";
import { OutboxState } from "./outbox-state.tsx";
import { RejectPanel } from "./reject-panel.tsx";
import { ReviewHelp } from "./review-help.tsx";
import type { ReviewCommand } from "./review-key.ts";
import { ReviewNotices } from "./review-notices.tsx";
import type { ReviewSession } from "./review-session.ts";
import type { ReviewView } from "./session/review-view.ts";
import { usePainted } from "./use-painted.ts";
import { useReviewKeys } from "./use-review-keys.ts";

/** The item on the desk, the bar, and what each key does to it. */
export function ReviewDesk({ session, view }: { session: ReviewSession; view: ReviewView }) {
  const t = useTranslations("review");
  const { current } = view;
  const itemId = current?.itemId;
  const [keysOn, setKeysOn] = useStoredState("review.single-keys", true);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const [isComparing, setIsComparing] = useState(false);
  const [kept, setDesk] = useState<Desk>({ itemId, mode: "read", field: null });
  const desk = deskFor(kept, itemId);
  const move = (event: DeskEvent) => setDesk(deskAfter(desk, event));
  const isLost = itemId !== undefined && view.lost.has(itemId);
  usePainted(itemId, (id) => session.shown(id));

  function said(words: string) {
    const next = session.view().current;
    announce(next && next.itemId !== itemId ? `${words} ${t("said.next", { row: next.rowNumber })}` : words);
  }

  function reject(reason: string, note: string) {
    if (session.decide("reject", { reason, ...(note.trim() && { note: note.trim() }) }))
      said(t("said.rejected"));
    move({ type: "mode-changed", mode: "read" });
  }

  function run(command: ReviewCommand) {
    switch (command.do) {
      case "approve":
        if (session.decide("approve")) said(t("said.approved"));
        return;
      case "open-reject":
        if (current && !isLost) move({ type: "mode-changed", mode: "reject" });
        return;
      case "reject":
        return reject(command.key, "");
      case "edit":
        if (current && !isLost) move({ type: "mode-changed", mode: "edit" });
        return;
      case "skip":
        session.skip();
        return said(t("said.skipped"));
      case "escalate":
        if (session.decide("escalate")) said(t("said.escalated"));
        return;
      case "undo":
        session.undo();
        return announce(t("said.undone"));
      case "diff":
        return setIsComparing(!isComparing);
      case "help":
        return setIsHelpOpen(true);
      case "move":
        return session.moveBy(command.by);
      case "move-field":
        return move({ type: "field-moved", by: command.by, fields: current?.fields.length ?? 0 });
      case "leave":
        return move({ type: "left" });
    }
  }

  useReviewKeys({
    isOn: keysOn && desk.mode !== "edit",
    isRejecting: desk.mode === "reject",
    onCommand: run,
  });

  return (
    <>
      <ReviewNotices notices={view.notices} onDismiss={(id) => session.dismiss(id)} />
      {isLost ? <LostCallout onLeave={() => session.leaveLost()} /> : null}
      {current ? (
        <DeskPanes
          claim={current}
          batch={view.batches[current.batchId]}
          desk={desk}
          draft={session.draft(current.itemId)}
          isComparing={isComparing}
          onDraft={(draft) => session.keepDraft(current.itemId, draft)}
          onSave={(output) => {
            if (session.decide("edit", { output })) said(t("said.edited"));
          }}
          onLeave={() => move({ type: "mode-changed", mode: "read" })}
        />
      ) : null}
      {current && desk.mode === "reject" ? (
        <div className="mb-3">
          <RejectPanel onReject={reject} onLeave={() => move({ type: "mode-changed", mode: "read" })} />
        </div>
      ) : null}
      {current || view.canUndo || view.outbox.entries.length > 0 ? (
        <DecisionBar
          onCommand={run}
          showKeys={keysOn}
          canDecide={current !== null && !isLost && desk.mode !== "edit"}
          canUndo={view.canUndo}
          isComparing={isComparing}
        >
          <OutboxState outbox={view.outbox} isKept={view.isKept} onRetry={() => session.retry()} />
        </DecisionBar>
      ) : null}
      <ReviewHelp open={isHelpOpen} onOpenChange={setIsHelpOpen} keysOn={keysOn} onKeysOn={setKeysOn} />
    </>
  );
}
