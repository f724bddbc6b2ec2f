"use client";
import { useEffect, useState } from "react";
import { client } from "#components/api/client.ts";
import type { Operation } from "./operation-draft.ts";

/** What comes of operations on a picture, as it is known so far. */
export type Preview =
  | { state: "none" }
  | { state: "making"; sourceId: string | null; resultId: string | null }
  | { state: "made"; sourceId: string; resultId: string; notes: string[] }
  | { state: "failed"; error: unknown; message: string | null };

/** After the last change, so that not every digit is tried. */
const SETTLED_AFTER_MS = 500;
const LOOK_EVERY_MS = 350;

/** Tries operations on a picture, by the id of its asset or its address, whenever they have changed; the result before stays in sight meanwhile. */
export function usePreview(source: string, operations: readonly Operation[], isOn: boolean): Preview {
  const [preview, setPreview] = useState<Preview>({ state: "none" });
  const wanted = JSON.stringify(operations);
  useEffect(() => {
    const asked = JSON.parse(wanted) as Operation[];
    if (!isOn || asked.length === 0) {
      setPreview({ state: "none" });
      return;
    }
    const left = new AbortController();
    setPreview((before) => ({
      state: "making",
      sourceId: "sourceId" in before ? before.sourceId : null,
      resultId: "resultId" in before ? before.resultId : null,
    }));
    const timer = setTimeout(async () => {
      try {
        const made = await tryOut(source, asked, left.signal);
        if (!left.signal.aborted) setPreview(made);
      } catch (error) {
        if (!left.signal.aborted) setPreview({ state: "failed", error, message: null });
      }
    }, SETTLED_AFTER_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [source, wanted, isOn]);
  return preview;
}

async function tryOut(source: string, operations: Operation[], signal: AbortSignal): Promise<Preview> {
  const of = /^https?:/i.test(source) ? { url: source } : { assetId: source };
  const { id, assetId: sourceId } = await client.images.preview({ ...of, operations }, { signal });
  for (;;) {
    const { status, resultId, notes, failure } = await client.images.getPreview({ id }, { signal });
    if (status === "succeeded" && resultId)
      return { state: "made", sourceId, resultId, notes: notes.map(({ message }) => message) };
    if (status !== "queued") return { state: "failed", error: null, message: failure?.message ?? null };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
