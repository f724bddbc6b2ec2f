const MAX_NAME_CHARS = 80;

/** The name a published file is saved under: the batch's, safe on every system, with the day and the format. */
export function publicationFileName(batchName: string, cutoffAt: Date, extension: string): string {
  const safe = batchName
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  const name = [...safe].slice(0, MAX_NAME_CHARS).join("").trim() || "publication";
  const stamp = cutoffAt.toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
  return `${name} ${stamp}.${extension}`;
}
