"use client";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { announce } from "#components/ui/live-region.tsx";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import { matchFacts } from "#lib/checks/match-facts.ts";
import { outputTexts } from "#lib/templates/output-text.ts";
import { ContextPane } from "./context-pane.tsx";
import { DecisionBar } from "./decision-bar.tsx";
import { OutboxState } from "./outbox-state.tsx";
import { OutputEditor } from "./output-editor.tsx";
import { OutputPane } from "./output-pane.tsx";
import { RejectPanel } from "./reject-panel.tsx";
import { ReviewHelp } from "./review-help.tsx";
import type { ReviewCommand } from "./review-key.ts";
import { ReviewNotices } from "./review-notices.tsx";
import type { ReviewSession, ReviewView } from "./review-session.ts";
import { SourcePane } from "./source-pane.tsx";
import { useOutputBefore } from "./use-output-before.ts";
import { useReviewKeys } from "./use-review-keys.ts";

type Mode = "read" | "reject" | "edit";

/** The item on the desk: three panes, the bar, and what each key does to it. */
export function ReviewDesk({ session, view }: { session: ReviewSession; view: ReviewView }) {
  const t = useTranslations("review");
  const { current } = view;
  const itemId = current?.itemId;
  const [keysOn, setKeysOn] = useStoredState("review.single-keys", true);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const [isComparing, setIsComparing] = useState(false);
  const [activeFact, setActiveFact] = useState<string | null>(null);
  // Mode and field belong to one item: another one starts by being read.
  const [at, setAt] = useState<{ itemId: string | undefined; mode: Mode; field: number | null }>({
    itemId,
    mode: "read",
    field: null,
  });
  const { mode, field } = at.itemId === itemId ? at : { mode: "read" as const, field: null };
  const change = (next: Partial<{ mode: Mode; field: number | null }>) =>
    setAt({ itemId, mode, field, ...next });

  useEffect(() => {
    if (!itemId) return;
    // The frame after this effect has been painted when the second callback runs.
    let second = 0;
    const first = requestAnimationFrame(() => {
      second = requestAnimationFrame(() => session.shown(itemId));
    });
    return () => {
      cancelAnimationFrame(first);
      cancelAnimationFrame(second);
    };
  }, [session, itemId]);

  const matched = useMemo(
    () => (current ? matchFacts(current.source, outputTexts(current.output)) : { facts: [], spans: [] }),
    [current],
  );
  const outputBefore = useOutputBefore(current);
  const isLost = itemId !== undefined && view.lost.has(itemId);
  const draft = itemId ? session.draft(itemId) : null;

  function said(words: string) {
    const next = session.view().current;
    announce(next && next.itemId !== itemId ? `${words} ${t("said.next", { row: next.rowNumber })}` : words);
  }

  function reject(reason: string, note: string) {
    if (session.decide("reject", { reason, ...(note.trim() && { note: note.trim() }) }))
      said(t("said.rejected"));
    change({ mode: "read" });
  }

  function run(command: ReviewCommand) {
    switch (command.do) {
      case "approve":
        if (session.decide("approve")) said(t("said.approved"));
        return;
      case "open-reject":
        if (current && !isLost) change({ mode: "reject" });
        return;
      case "reject":
        return reject(command.key, "");
      case "edit":
        if (current && !isLost) change({ mode: "edit" });
        return;
      case "skip":
        session.skip();
        return said(t("said.skipped"));
      case "escalate":
        if (session.decide("escalate")) said(t("said.escalated"));
        return;
      case "undo":
        void session.undo();
        return announce(t("said.undone"));
      case "diff":
        return setIsComparing(!isComparing);
      case "help":
        return setIsHelpOpen(true);
      case "move":
        return session.moveBy(command.by);
      case "move-field": {
        const count = current?.fields.length ?? 0;
        if (count > 0)
          change({ field: ((field ?? (command.by > 0 ? -1 : count)) + command.by + count) % count });
        return;
      }
      case "leave":
        return change({ mode: "read", field: null });
    }
  }

  useReviewKeys({
    isOn: keysOn && mode !== "edit",
    isRejecting: mode === "reject",
    onCommand: run,
  });

  const link = { active: activeFact, onActive: setActiveFact };
  return (
    <>
      <ReviewNotices notices={view.notices} onDismiss={(id) => session.dismiss(id)} />
      {isLost ? (
        <Callout
          tone="warning"
          className="mb-3"
          title={t("lost.title")}
          action={<Button onClick={() => session.leaveLost()}>{t("lost.next")}</Button>}
        >
          {t("lost.detail")}
        </Callout>
      ) : null}
      {current ? (
        <div className="grid gap-3 pb-3 xl:min-h-0 xl:flex-1 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)_minmax(0,19rem)] [&_a]:scroll-mb-32 [&_textarea]:scroll-mb-32">
          <SourcePane
            key={`source-${itemId}`}
            claim={current}
            inputs={view.batches[current.batchId]?.inputs ?? []}
            matched={matched}
            {...link}
          />
          {mode === "edit" ? (
            <OutputEditor
              key={`edit-${itemId}`}
              claim={current}
              draft={draft}
              onDraft={(next) => session.keepDraft(current.itemId, next)}
              onSave={(output) => {
                if (session.decide("edit", { output })) said(t("said.edited"));
              }}
              onLeave={() => change({ mode: "read" })}
            />
          ) : (
            <OutputPane
              key={`output-${itemId}`}
              claim={current}
              matched={matched}
              compareWith={isComparing ? (draft ? current.output : outputBefore) : null}
              shown={isComparing && draft ? draft : current.output}
              isComparing={isComparing}
              hasDraft={draft !== null}
              fieldInFocus={field === null ? null : (current.fields[field]?.name ?? null)}
              {...link}
            />
          )}
          <ContextPane
            key={`context-${itemId}`}
            claim={current}
            batch={view.batches[current.batchId]}
            matched={matched}
          />
        </div>
      ) : null}
      {current && mode === "reject" ? (
        <div className="mb-3">
          <RejectPanel onReject={reject} onLeave={() => change({ mode: "read" })} />
        </div>
      ) : null}
      {current || view.canUndo || view.outbox.entries.length > 0 ? (
        <DecisionBar
          onCommand={run}
          showKeys={keysOn}
          canDecide={current !== null && !isLost && mode !== "edit"}
          canUndo={view.canUndo}
          isComparing={isComparing}
        >
          <OutboxState outbox={view.outbox} isKept={view.isKept} onRetry={() => void session.retry()} />
        </DecisionBar>
      ) : null}
      <ReviewHelp open={isHelpOpen} onOpenChange={setIsHelpOpen} keysOn={keysOn} onKeysOn={setKeysOn} />
    </>
  );
}
