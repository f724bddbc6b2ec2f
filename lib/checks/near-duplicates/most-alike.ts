import { type Fingerprint, likeness } from "./fingerprint.ts";
import { type Likeness, percentOf } from "./near-duplicate-verdict.ts";

/** An output as it is compared with others. */
export interface ComparedOutput {
  seq: number;
  rowNumber: number;
  version: number;
  language: string;
  /** What it is about, so that a product's new text is not held against its published one; `null` where nobody knows. */
  product: string | null;
  fingerprint: Fingerprint;
}

/** An output that shares a band with one that is compared, as it is kept. */
export interface Candidate {
  /** Ids sort by the order in which outputs came. */
  id: string;
  runId: string;
  seq: number;
  rowNumber: number;
  product: string | null;
  isPublished: boolean;
  signature: Uint8Array;
}

/**
 * Of candidates the one that an output is most like, the earliest of equals; `null` where none is as alike as that.
 * @param before compare only with what came before this id; `null` for an output that comes now.
 * @param similarity in percent.
 */
export function mostAlike(
  { seq, product, fingerprint }: ComparedOutput,
  runId: string,
  candidates: readonly Candidate[],
  { before, similarity }: { before: string | null; similarity: number },
): Likeness | null {
  let best: (Likeness & { id: string }) | null = null;
  for (const candidate of candidates) {
    const { id, isPublished, signature, ...place } = candidate;
    if (place.runId === runId && place.seq === seq) continue;
    if (isPublished ? product !== null && place.product === product : before !== null && id >= before)
      continue;
    const alike = likeness(fingerprint.signature, signature);
    if (percentOf(alike) < similarity) continue;
    if (best && (alike < best.likeness || (alike === best.likeness && id > best.id))) continue;
    best = {
      id,
      likeness: alike,
      isPublished,
      runId: place.runId,
      seq: place.seq,
      rowNumber: place.rowNumber,
    };
  }
  return best;
}
