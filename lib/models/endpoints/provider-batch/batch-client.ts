import type { TransferSignals } from "./transfer-watch.ts";

/** Requests that are written down, one a line. */
export interface RequestFile {
  bytes: number;
  /** Their lines with a break between two and none at the end; as often as they are sent. */
  open(): Promise<AsyncIterable<Buffer>>;
  requests: number;
  /** Features of the provider that they ask for by name. */
  betas: string | null;
}

/** What is known of a batch before its provider has told its id. */
export interface SubmittedBatch {
  /** Ours: it goes along, so that the batch is found again. */
  id: string;
  /** What the provider called the uploaded file; `null` where none is uploaded. */
  inputFileId: string | null;
  requests: RequestFile;
}

/** A batch of ours that may have been started, and what tells it from others. */
export interface LostBatch {
  id: string;
  inputFileId: string | null;
  requests: number;
  since: Date;
  /** Batches of the provider that are known to be others. */
  known: ReadonlySet<string>;
}

/** A batch as its provider sees it. */
export interface RemoteBatch {
  id: string;
  /** `null` while it goes on. */
  ending: "completed" | "expired" | "cancelled" | "failed" | null;
  /** What the provider says of it where nobody here knows the word; `null` otherwise. */
  strangeStatus: string | null;
  /** Requests that are done, well or badly, as far as the provider tells before the end. */
  done: number;
  /** Requests that the provider says were answered, and so are billed, as far as it tells. */
  succeeded: number;
  expiresAt: Date | null;
  /** What to read its results from. */
  results: string[];
  /** Why it failed. */
  failure: { code: string; detail: string } | null;
}

/** What a search for a batch of ours gave: `unsure` while one of the provider's may be it and cannot be told. */
export type FoundBatch = { kind: "found"; batch: RemoteBatch } | { kind: "none" } | { kind: "unsure" };

/**
 * How batches of requests are given to a provider. Everything throws a CallFault whose outcome says what a
 * failure means; none of it is paid but what the batch's requests cost.
 */
export interface BatchClient {
  /** Uploads the requests; `null` where they go along with `create`. */
  upload(file: RequestFile, name: string, signal: AbortSignal): Promise<string | null>;
  /** Starts the batch. When its end was not seen, `find` tells whether there is one. */
  create(batch: SubmittedBatch, signal: AbortSignal): Promise<RemoteBatch>;
  /** Looks for a batch of ours that may have been started. */
  find(ours: LostBatch): Promise<FoundBatch>;
  look(remoteId: string): Promise<RemoteBatch>;
  cancel(remoteId: string): Promise<void>;
  /** The lines of one of its results, as they come in, with a line break after them. */
  download(result: string, signals: TransferSignals): AsyncIterable<Uint8Array>;
  /** Removes what the provider keeps of a batch that has been taken in. */
  forget(remoteId: string, inputFileId: string | null, results: readonly string[]): Promise<void>;
}
