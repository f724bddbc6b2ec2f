import type { Failure } from "#lib/failure.ts";
import type { ReadableFailure } from "#lib/failure-schema.ts";
import type { ChannelConfig } from "./channels/channels.ts";

export type PublicationStatus = "queued" | "running" | "succeeded" | "failed";

/** Approved outputs of a batch handed to a channel. */
export interface Publication {
  id: string;
  batchId: string;
  batchName: string;
  simulated: boolean;
  channel: ChannelConfig;
  status: PublicationStatus;
  /** Why it failed. */
  failure: Failure | null;
  /** Items approved up to this moment are in it, and no others. */
  cutoffAt: string;
  itemCount: number;
  itemsWritten: number;
  /** Of the file, once there is one. */
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
