"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { client, problemOf } from "#components/api/client.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { type DraftBackup, dropBackup, keepBackup, readBackup } from "./draft-backup.ts";
import { bodyOf } from "./template-view.ts";

const AUTOSAVE_AFTER_MS = 1_500;

/** Where the author's text is. Whatever happens, it stays in the editor. */
export type SaveState =
  | { kind: "saved"; at: string }
  | { kind: "dirty" }
  | { kind: "saving" }
  | { kind: "failed"; error: unknown }
  /** Someone else saved in the meantime; nothing is saved until the author decides. */
  | { kind: "conflict" };

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

interface Saved {
  body: TemplateBody;
  revision: number;
  updatedAt: string;
}

/** The draft of a template while it is being edited: saved by itself, never over someone else's. */
export function useDraft(templateId: string, initial: Saved): Draft {
  const [body, setBody] = useState(initial.body);
  const [saveState, setSaveState] = useState<SaveState>({ kind: "saved", at: initial.updatedAt });
  const [revision, setRevision] = useState(initial.revision);
  const now = useRef({ body: initial.body, saved: initial.body, revision: initial.revision });
  const underWay = useRef<Promise<number | null> | null>(null);

  const took = useCallback(
    (saved: Saved) => {
      now.current = { body: saved.body, saved: saved.body, revision: saved.revision };
      setBody(saved.body);
      setRevision(saved.revision);
      setSaveState({ kind: "saved", at: saved.updatedAt });
      dropBackup(templateId);
    },
    [templateId],
  );

  const send = useCallback(async (): Promise<number | null> => {
    const sent = now.current.body;
    if (sent === now.current.saved) return now.current.revision;
    setSaveState({ kind: "saving" });
    try {
      const answer = await client.templates.save({ id: templateId, revision: now.current.revision, ...sent });
      now.current.saved = sent;
      now.current.revision = answer.revision;
      setRevision(answer.revision);
      const isAll = now.current.body === sent;
      if (isAll) dropBackup(templateId);
      setSaveState(isAll ? { kind: "saved", at: answer.updatedAt } : { kind: "dirty" });
      return isAll ? answer.revision : send();
    } catch (error) {
      setSaveState(problemOf(error)?.code === "conflict" ? { kind: "conflict" } : { kind: "failed", error });
      return null;
    }
  }, [templateId]);

  // One save at a time: a second one would carry a revision that the first has just made stale.
  const save = useCallback((): Promise<number | null> => {
    underWay.current ??= send().finally(() => {
      underWay.current = null;
    });
    return underWay.current;
  }, [send]);

  const change = useCallback(
    (part: Partial<TemplateBody>) => {
      now.current.body = { ...now.current.body, ...part };
      setBody(now.current.body);
      keepBackup(templateId, now.current.body);
      setSaveState((state) =>
        state.kind === "conflict" || state.kind === "saving" ? state : { kind: "dirty" },
      );
    },
    [templateId],
  );

  const [backup, setBackup] = useState<DraftBackup | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for once, before anything is typed
  useEffect(() => setBackup(readBackup(templateId, initial.body)), [templateId]);
  const takeBackup = useCallback(() => {
    if (backup) change(backup.body);
    setBackup(null);
  }, [backup, change]);
  const discardBackup = useCallback(() => {
    if (now.current.body === now.current.saved) dropBackup(templateId);
    setBackup(null);
  }, [templateId]);

  const reload = useCallback(async () => {
    const { draft } = await client.templates.find({ id: templateId });
    took({ body: bodyOf(draft), revision: draft.revision, updatedAt: draft.updatedAt });
  }, [templateId, took]);

  const keepMine = useCallback(async () => {
    const { draft } = await client.templates.find({ id: templateId });
    now.current.revision = draft.revision;
    await save();
  }, [templateId, save]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the text starts the wait anew
  useEffect(() => {
    if (saveState.kind !== "dirty") return;
    const timer = setTimeout(() => void save(), AUTOSAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [saveState.kind, body, save]);

  useSafeLeaving(now, save);
  return {
    body,
    revision,
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

// Going to another page of the console saves on the way; closing the tab asks first.
function useSafeLeaving(
  now: { current: { body: TemplateBody; saved: TemplateBody } },
  save: () => Promise<number | null>,
): void {
  useEffect(() => {
    const isUnsaved = () => now.current.body !== now.current.saved;
    const warn = (event: BeforeUnloadEvent) => {
      if (isUnsaved()) event.preventDefault();
    };
    const hidden = () => {
      if (document.visibilityState === "hidden" && isUnsaved()) void save();
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("visibilitychange", hidden);
      if (isUnsaved()) void save();
    };
  }, [now, save]);
}
