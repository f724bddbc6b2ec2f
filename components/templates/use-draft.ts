"use client";
import { useCallback, useEffect, useState } from "react";
import { client, problemOf } from "#components/api/client.ts";
import { newId } from "#lib/new-id.ts";
import { withResult } from "#lib/templates/steps.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { type DraftBackup, dropBackup, keepBackup, readBackup } from "./draft-backup.ts";
import {
  type DraftInHand,
  draftInHand,
  isUnsaved,
  type SavedDraft,
  type SaveOutcome,
  type SendDraft,
  saveDraftInHand,
  takeSaved,
} from "./draft-in-hand.ts";
import { bodyOf } from "./template-view.ts";

const AUTOSAVE_AFTER_MS = 1_500;

/** Where the author's text is. Whatever happens, it stays in the editor. */
export type SaveState =
  | { kind: "saved"; at: string }
  | { kind: "dirty" }
  | { kind: "saving" }
  | { kind: "failed"; error: unknown }
  | ({ kind: "conflict" } & OtherSave);

/** Who saved the draft from elsewhere in the meantime; nothing is saved until the author decides. */
export interface OtherSave {
  by: string | null;
  /** The author themself, in another tab or browser. */
  isOwn: boolean;
  at: string | null;
}

export interface Draft {
  body: TemplateBody;
  revision: number;
  saveState: SaveState;
  change(part: Partial<TemplateBody>): void;
  /** Saves at once; `null` when it could not be saved, otherwise the revision. */
  save(): Promise<number | null>;
  /** After a conflict: throws this text away for the saved one. */
  takeTheirs(): Promise<void>;
  /** After a conflict: saves this text over the other. */
  keepMine(): Promise<void>;
  /** Takes what the server already holds, after a restore. */
  reload(): Promise<void>;
  /** What this browser kept of an earlier visit and the server never got, until the author decides. */
  backup: DraftBackup | null;
  takeBackup(): void;
  discardBackup(): void;
}

// This page of this browser, so that the server knows a save of ours whose answer was lost.
const editor = newId();

/** The draft of a template while it is being edited: saved by itself, never over someone else's. */
export function useDraft(templateId: string, rendered: SavedDraft, memberId: string): Draft {
  const [hand] = useState(() => draftInHand(templateId, rendered));
  const [body, setBody] = useState(hand.body);
  const [saveState, setSaveState] = useState<SaveState>(() => stateOf(hand));

  const settle = useCallback(() => {
    setBody(hand.body);
    setSaveState(stateOf(hand));
    if (!isUnsaved(hand)) dropBackup(templateId);
  }, [hand, templateId]);

  const save = useCallback(async (): Promise<number | null> => {
    if (isUnsaved(hand)) setSaveState({ kind: "saving" });
    const outcome = await saveDraftInHand(hand, (draft) => send(templateId, draft));
    if (outcome.kind === "saved") settle();
    else setSaveState(await explained(outcome, templateId, memberId));
    return outcome.kind === "saved" ? hand.saved.revision : null;
  }, [hand, templateId, memberId, settle]);

  const change = useCallback(
    (part: Partial<TemplateBody>) => {
      hand.body = withResult({ ...hand.body, ...part });
      setBody(hand.body);
      keepBackup(templateId, hand.body);
      setSaveState((state) =>
        state.kind === "conflict" || state.kind === "saving" ? state : { kind: "dirty" },
      );
    },
    [hand, templateId],
  );

  const reload = useCallback(async () => {
    takeSaved(hand, await readSaved(templateId));
    settle();
  }, [hand, templateId, settle]);

  const keepMine = useCallback(async () => {
    const { revision, updatedAt } = await readSaved(templateId);
    hand.saved = { ...hand.saved, revision, updatedAt };
    await save();
  }, [hand, templateId, save]);

  const [backup, setBackup] = useState<DraftBackup | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for once, before anything is typed
  useEffect(() => setBackup(isUnsaved(hand) ? null : readBackup(templateId, hand.body)), [templateId]);
  const takeBackup = useCallback(() => {
    if (backup) change(backup.body);
    setBackup(null);
  }, [backup, change]);
  const discardBackup = useCallback(() => {
    if (!isUnsaved(hand)) dropBackup(templateId);
    setBackup(null);
  }, [hand, templateId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the text starts the wait anew
  useEffect(() => {
    if (saveState.kind !== "dirty") return;
    const timer = setTimeout(() => void save(), AUTOSAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [saveState.kind, body, save]);

  useSafeLeaving(hand, save);
  useCatchingUp(hand, templateId, rendered.revision, settle);
  return {
    body,
    revision: hand.saved.revision,
    saveState,
    change,
    save,
    takeTheirs: reload,
    keepMine,
    reload,
    backup,
    takeBackup,
    discardBackup,
  };
}

function stateOf(hand: DraftInHand): SaveState {
  return isUnsaved(hand) ? { kind: "dirty" } : { kind: "saved", at: hand.saved.updatedAt };
}

async function send(templateId: string, { body, revision }: Parameters<SendDraft>[0]): ReturnType<SendDraft> {
  try {
    return await client.templates.save({ id: templateId, revision, editor, ...body });
  } catch (error) {
    if (problemOf(error)?.code === "conflict") return "conflict";
    throw error;
  }
}

/** Why a draft could not be saved, and who saved it instead where that is known. */
async function explained(
  outcome: Exclude<SaveOutcome, { kind: "saved" }>,
  templateId: string,
  memberId: string,
): Promise<SaveState> {
  if (outcome.kind === "failed") return outcome;
  const found = await client.templates.find({ id: templateId }).catch(() => null);
  const savedBy = found?.draft.savedBy ?? null;
  return {
    kind: "conflict",
    by: savedBy?.name ?? null,
    isOwn: savedBy?.memberId === memberId,
    at: found?.draft.updatedAt ?? null,
  };
}

async function readSaved(templateId: string): Promise<SavedDraft> {
  const { draft } = await client.templates.find({ id: templateId });
  return { body: bodyOf(draft), revision: draft.revision, updatedAt: draft.updatedAt };
}

// Going to another page of the console saves on the way; closing the tab asks first.
function useSafeLeaving(hand: DraftInHand, save: () => Promise<number | null>): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (isUnsaved(hand)) event.preventDefault();
    };
    const hidden = () => {
      if (document.visibilityState === "hidden" && isUnsaved(hand)) void save();
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("visibilitychange", hidden);
      if (isUnsaved(hand)) void save();
    };
  }, [hand, save]);
}

// The browser's Back shows a page as it was rendered, and a tab may have been left for hours: what was saved since,
// here or elsewhere, is taken as long as nothing of ours would be lost.
function useCatchingUp(hand: DraftInHand, templateId: string, rendered: number, settle: () => void): void {
  useEffect(() => {
    const catchUp = async () => {
      if (document.visibilityState === "hidden" || isUnsaved(hand) || hand.underWay) return;
      const saved = await readSaved(templateId).catch(() => null);
      if (!saved || isUnsaved(hand) || saved.revision <= hand.saved.revision) return;
      takeSaved(hand, saved);
      settle();
    };
    if (rendered !== hand.saved.revision) void catchUp();
    window.addEventListener("pageshow", catchUp);
    document.addEventListener("visibilitychange", catchUp);
    return () => {
      window.removeEventListener("pageshow", catchUp);
      document.removeEventListener("visibilitychange", catchUp);
    };
  }, [hand, templateId, rendered, settle]);
}
