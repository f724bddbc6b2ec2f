import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Brings an import on: reads its file, and writes or takes back its products where that was asked for. */
export const catalogueImportJob: Job<{ importId: string }> = {
  name: "catalogue.import",
  payload: z.object({ importId: z.string() }),
  // Each import has a reading thread and its memory to itself.
  concurrency: 1,
  // Every restart of the process takes one; what was done before is kept.
  retryLimit: 100,
  expireInSeconds: 6 * 60 * 60,
};

/** Fills a dataset with the products of a filter. */
export const freezeProductsJob: Job<{ datasetId: string }> = {
  name: "catalogue.freeze",
  payload: z.object({ datasetId: z.string() }),
  concurrency: 1,
  retryLimit: 100,
  expireInSeconds: 60 * 60,
};

/** Brings the index of the catalogue up to date. Writers ask for it where enough has changed. */
export const indexProductsJob: Job<object> = {
  name: "catalogue.index",
  payload: z.object({}),
  concurrency: 1,
  retryLimit: 10,
  expireInSeconds: 60 * 60,
};
