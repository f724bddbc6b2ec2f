import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Reads a document, cuts it into passages and has those embedded that are new. */
export const indexDocumentJob: Job<{ documentId: string }> = {
  name: "knowledge.index",
  payload: z.object({ documentId: z.string() }),
  // Each has a reading thread and its memory to itself.
  concurrency: 1,
  // Every restart of the process takes one; what was done before is kept.
  retryLimit: 100,
  expireInSeconds: 6 * 60 * 60,
};

/** Brings what vector searches go by up to the vectors that are kept. Searches ask for it where it is missing. */
export const fillVectorsJob: Job<{ collectionId: string }> = {
  name: "knowledge.fill",
  payload: z.object({ collectionId: z.string() }),
  concurrency: 1,
  retryLimit: 10,
  expireInSeconds: 60 * 60,
};
