import type { Failure } from "#lib/failure.ts";
import type { ReadableFailure } from "#lib/failure-schema.ts";

/** Kinds of file a batch can be published to. */
export const FILE_FORMATS = ["xlsx", "csv", "jsonl"] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];

export type PublicationStatus = "queued" | "running" | "succeeded" | "failed";

/** Approved outputs of a batch handed to a channel. */
export interface Publication {
  id: string;
  batchId: string;
  batchName: string;
  simulated: boolean;
  channel: { kind: "file"; format: FileFormat };
  status: PublicationStatus;
  /** Why it failed. */
  failure: Failure | null;
  /** Items approved up to this moment are in it, and no others. */
  cutoffAt: string;
  itemCount: number;
  itemsWritten: number;
  bytes: number | null;
  fileName: string | null;
  createdBy: { memberId: string; name: string };
  createdAt: string;
  finishedAt: string | null;
}

/** A publication with its reason in the reader's language. */
export interface ReadablePublication extends Omit<Publication, "failure"> {
  failure: ReadableFailure | null;
}

const MAX_NAME_CHARS = 80;

/** The name a published file is saved under: the batch's, safe on every system, with the day and the format. */
export function publicationFileName(batchName: string, cutoffAt: Date, format: FileFormat): string {
  const safe = batchName
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  const name = [...safe].slice(0, MAX_NAME_CHARS).join("").trim() || "publication";
  const stamp = cutoffAt.toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
  return `${name} ${stamp}.${format}`;
}
