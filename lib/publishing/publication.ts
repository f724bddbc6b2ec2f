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
  failure: { code: string; params?: Record<string, string | number> | undefined } | null;
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
