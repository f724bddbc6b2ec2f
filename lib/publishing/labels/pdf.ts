import { getResolvedPDFJS } from "unpdf";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { aigcFromText } from "./aigc-value.ts";
import type { FoundLabel } from "./found-label.ts";
import { labelsInXmp } from "./xmp.ts";

/**
 * The labels of a PDF: the entry `AIGC` of its document information, and its XMP.
 * @throws FileRefusal for one that is encrypted or cannot be opened.
 */
export async function labelsInPdf(bytes: Buffer): Promise<FoundLabel[]> {
  const { getDocument } = await getResolvedPDFJS();
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 });
  try {
    const document = await task.promise;
    const { info, metadata } = await document.getMetadata();
    const entry = entryOf(info as Record<string, unknown>);
    const xmp: unknown = metadata?.getRaw?.();
    return [
      ...(entry === null ? [] : [aigcFromText(entry, "PDF Info › AIGC")]),
      ...(typeof xmp === "string" ? labelsInXmp(xmp, "PDF › XMP") : []),
    ];
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.name === "PasswordException";
    throw new FileRefusal(isLocked ? "file_encrypted" : "file_unreadable", {}, { cause });
  } finally {
    await task.destroy();
  }
}

function entryOf(info: Record<string, unknown>): string | null {
  const custom = (info.Custom ?? {}) as Record<string, unknown>;
  const value = info.AIGC ?? custom.AIGC;
  return typeof value === "string" ? value : null;
}
