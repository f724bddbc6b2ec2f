import type { Failure } from "#lib/failure.ts";
import type { ReadableFailure } from "#lib/failure-schema.ts";
import type { Change, Only } from "./book/change-of.ts";
import type { ChannelConfig } from "./channels/channels.ts";
import type { TrainingFigures } from "./channels/training-set/figures.ts";

export type PublicationStatus = "queued" | "running" | "succeeded" | "failed" | "cancelled";

/** Approved outputs of a batch handed to a channel. */
export interface Publication {
  id: string;
  batchId: string;
  batchName: string;
  simulated: boolean;
  channel: ChannelConfig;
  /** Its channel in the list, by the name it had. */
  channelId: string;
  channelName: string;
  isBuiltIn: boolean;
  status: PublicationStatus;
  /** Why it failed. */
  failure: Failure | null;
  only: Only;
  /** Until then nothing of it leaves, and it can be undone; `null` where nothing was held. */
  heldUntil: string | null;
  /** What it came to against what the channel had; `null` until all of it was looked at. */
  changes: Record<Change, number> | null;
  /** Items that its channel did not take, and that were left out. */
  refused: number;
  /** Of its items on their way to a receiver; `null` where none is told of each. */
  deliveries: Record<"waiting" | "delivered" | "dead", number> | null;
  /** Items approved up to this moment are in it, and no others. */
  cutoffAt: string;
  itemCount: number;
  itemsWritten: number;
  /** What is in the file, where it is a training set. */
  training: TrainingFigures | null;
  /** Of the file, once there is one. */
  bytes: number | null;
  fileName: string | null;
  /** Where another system has it, as it calls it; `null` for a file, and until it does. */
  reference: string | null;
  createdBy: { memberId: string; name: string };
  createdAt: string;
  finishedAt: string | null;
  /** When the file was removed, because files are not kept longer. */
  fileRemovedAt: string | null;
}

/** A publication with its reason in the reader's language. */
export interface ReadablePublication extends Omit<Publication, "failure"> {
  failure: ReadableFailure | null;
}
