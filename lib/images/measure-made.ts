import type { StoredMadeFacts } from "#db/schema/images.ts";
import type { MadePicture } from "./operations/apply-operations.ts";
import { saysLabel } from "./operations/label-proof.ts";
import { readLetters } from "./operations/read-letters.ts";
import { measurePicture } from "./reports/measure-picture.ts";

/** What checks ask of a picture that was made: its size, border and label, and how much of its subject is still there. */
export async function measureMade(
  { bytes, subject, label }: MadePicture,
  signal: AbortSignal,
): Promise<StoredMadeFacts> {
  const measured = await measurePicture(bytes, bytes.length);
  if (!measured.ok) throw new TypeError(`A picture that was made is none: ${measured.refusal.code}`);
  const { width, height, mediaType, whiteBorder } = measured.value;
  return {
    ...{ width, height, bytes: bytes.length, mediaType, whiteBorder },
    label: label && { seen: await isRead(label, signal), embedded: label.embedded },
    likeness: subject && rounded(subject.likeness),
    edgesKept: subject && rounded(subject.edgesKept),
  };
}

// As a stranger reads it, from the finished file: that it stands where it was drawn does not say that it can be read.
async function isRead(
  { part, words }: NonNullable<MadePicture["label"]>,
  signal: AbortSignal,
): Promise<boolean> {
  return part !== null && saysLabel(await readLetters(part, signal), words);
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
