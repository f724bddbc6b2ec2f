import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { CallableModel } from "../../callable-model.ts";
import type { BatchClient, FoundBatch, LostBatch, RemoteBatch } from "./batch-client.ts";
import { askProvider, downloadFrom } from "./provider-request.ts";
import { readResultLine } from "./read-result-line.ts";

const PAGE = 100;
/** A provider's clock may be this far off ours. */
const CLOCK_SLACK_MS = 10 * 60_000;

interface WireBatch {
  id: string;
  processing_status: "in_progress" | "canceling" | "ended";
  created_at: string;
  expires_at?: string | null;
  cancel_initiated_at?: string | null;
  request_counts: {
    processing: number;
    succeeded: number;
    errored: number;
    canceled: number;
    expired: number;
  };
}

/** Message batches of Anthropic: the requests go along with the batch, and each of them ends for itself. */
export function anthropicBatches(model: CallableModel): BatchClient {
  const find = async (
    { id, requests, since, known, ...rest }: LostBatch,
    after = "",
  ): Promise<FoundBatch> => {
    const page = await askProvider<{ data: WireBatch[]; has_more?: boolean; last_id?: string | null }>(
      model,
      {
        method: "GET",
        path: `/messages/batches?limit=${PAGE}${after && `&after_id=${encodeURIComponent(after)}`}`,
      },
    );
    const oldest = since.getTime() - CLOCK_SLACK_MS;
    const candidates = page.data.filter(
      (batch) =>
        !known.has(batch.id) && Date.parse(batch.created_at) >= oldest && countOf(batch) === requests,
    );
    // Nothing of ours stands in a batch but the ids of its requests, and those are told when it has ended.
    let isUnsure = false;
    for (const batch of candidates) {
      if (batch.processing_status !== "ended") isUnsure = true;
      else if (await isOurs(model, batch.id, id)) return { kind: "found", batch: remoteOf(batch) };
    }
    if (isUnsure) return { kind: "unsure" };
    const last = page.data.at(-1);
    if (!page.has_more || !page.last_id || !last || Date.parse(last.created_at) < oldest)
      return { kind: "none" };
    return find({ id, requests, since, known, ...rest }, page.last_id);
  };
  return {
    async upload() {
      return null;
    },
    async create({ requests: { bytes, open, betas } }, signal) {
      const [head, tail] = [Buffer.from('{"requests":['), Buffer.from("]}")];
      async function* stream() {
        yield head;
        for await (const part of await open()) yield joined(part);
        yield tail;
      }
      return remoteOf(
        await askProvider<WireBatch>(model, {
          method: "POST",
          path: "/messages/batches",
          headers: { "content-type": "application/json", ...(betas && { "anthropic-beta": betas }) },
          body: { stream: stream(), bytes: head.length + bytes + tail.length },
          signal,
        }),
      );
    },
    find,
    async look(remoteId) {
      return remoteOf(await askProvider<WireBatch>(model, { method: "GET", path: batchPath(remoteId) }));
    },
    async cancel(remoteId) {
      await askProvider(model, { method: "POST", path: `${batchPath(remoteId)}/cancel`, body: {} });
    },
    download({ id }, signal) {
      return downloadFrom(model, { method: "GET", path: `${batchPath(id)}/results`, signal });
    },
    async forget(remoteId) {
      await askProvider(model, { method: "DELETE", path: batchPath(remoteId) });
    },
  };
}

function batchPath(remoteId: string): string {
  return `/messages/batches/${encodeURIComponent(remoteId)}`;
}

// A line break never stands inside a line's JSON, so what separates the lines may become what separates a list.
function joined(part: Buffer): Buffer {
  for (let at = part.indexOf("\n"); at !== -1; at = part.indexOf("\n", at + 1)) part[at] = 0x2c;
  return part;
}

async function isOurs(model: CallableModel, remoteId: string, id: string): Promise<boolean> {
  const results = Readable.from(
    downloadFrom(model, { method: "GET", path: `${batchPath(remoteId)}/results` }),
  );
  try {
    for await (const line of createInterface({ input: results }))
      return readResultLine(line)?.customId.startsWith(id.replaceAll("-", "")) ?? false;
    return false;
  } finally {
    // The first line tells; the others are not worth their way.
    results.destroy();
  }
}

function countOf({ request_counts: counts }: WireBatch): number {
  return counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired;
}

function remoteOf(batch: WireBatch): RemoteBatch {
  const { succeeded, errored, canceled, expired } = batch.request_counts;
  return {
    id: batch.id,
    ending: batch.processing_status === "ended" ? endingOf(batch) : null,
    done: succeeded + errored + canceled + expired,
    expiresAt: batch.expires_at ? new Date(batch.expires_at) : null,
    results: [],
    failure: null,
  };
}

function endingOf({ cancel_initiated_at, request_counts }: WireBatch): RemoteBatch["ending"] {
  if (cancel_initiated_at) return "cancelled";
  return request_counts.expired > 0 ? "expired" : "completed";
}
