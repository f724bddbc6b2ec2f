import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { z } from "zod";
import type { CallableModel } from "../../callable-model.ts";
import type { BatchClient, FoundBatch, LostBatch, RemoteBatch } from "./batch-client.ts";
import { askProvider, downloadFrom } from "./provider-request.ts";
import { readResultLine } from "./read-result-line.ts";
import { wireId } from "./wire-id.ts";
import { wireMoment } from "./wire-moment.ts";

const PAGE = 100;
/** A provider's clock may be this far off ours. */
const CLOCK_SLACK_MS = 10 * 60_000;

const count = z.coerce.number().int().nonnegative().catch(0);
const counts = z.looseObject({
  processing: count,
  succeeded: count,
  errored: count,
  canceled: count,
  expired: count,
});
const wireBatch = z.looseObject({
  id: wireId,
  processing_status: z.string().catch(""),
  created_at: z.unknown().optional(),
  expires_at: z.unknown().optional(),
  ended_at: z.unknown().optional(),
  cancel_initiated_at: z.unknown().optional(),
  request_counts: counts.catch({ processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 }),
});
const wirePage = z.looseObject({
  data: z.array(wireBatch),
  has_more: z.boolean().catch(false),
  last_id: z.string().nullish().catch(null),
});

type WireBatch = z.output<typeof wireBatch>;

/** Message batches of Anthropic: the requests go along with the batch, and each of them ends for itself. */
export function anthropicBatches(model: CallableModel): BatchClient {
  const find = async (
    { id, requests, since, known, ...rest }: LostBatch,
    after = "",
  ): Promise<FoundBatch> => {
    const page = await askProvider(model, wirePage, {
      method: "GET",
      path: `/messages/batches?limit=${PAGE}${after && `&after_id=${encodeURIComponent(after)}`}`,
    });
    const oldest = since.getTime() - CLOCK_SLACK_MS;
    const candidates = page.data.filter(
      (batch) => !known.has(batch.id) && createdMs(batch) >= oldest && countOf(batch) === requests,
    );
    // Nothing of ours stands in a batch but the ids of its requests, and those are told when it has ended.
    let isUnsure = false;
    for (const batch of candidates) {
      if (!hasEnded(batch)) isUnsure = true;
      else if (await isOurs(model, batch.id, id)) return { kind: "found", batch: remoteOf(batch) };
    }
    if (isUnsure) return { kind: "unsure" };
    const last = page.data.at(-1);
    if (!page.has_more || !page.last_id || page.last_id === after || !last || createdMs(last) < oldest)
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
        await askProvider(model, wireBatch, {
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
      return remoteOf(await askProvider(model, wireBatch, { method: "GET", path: batchPath(remoteId) }));
    },
    async cancel(remoteId) {
      await askProvider(model, z.unknown(), {
        method: "POST",
        path: `${batchPath(remoteId)}/cancel`,
        body: {},
      });
    },
    download(result, signals) {
      return downloadFrom(model, { method: "GET", path: `${batchPath(result)}/results` }, signals);
    },
    async forget(remoteId) {
      await askProvider(model, z.unknown(), { method: "DELETE", path: batchPath(remoteId) });
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

function createdMs({ created_at }: WireBatch): number {
  // One that does not say is looked at like one of now.
  return wireMoment(created_at)?.getTime() ?? Date.now();
}

function hasEnded({ processing_status, ended_at }: WireBatch): boolean {
  return processing_status.toLowerCase() === "ended" || wireMoment(ended_at) !== null;
}

function remoteOf(batch: WireBatch): RemoteBatch {
  const { succeeded, errored, canceled, expired } = batch.request_counts;
  const isOver = hasEnded(batch);
  const isKnown = isOver || /^(in_progress|cancell?ing)$/i.test(batch.processing_status);
  return {
    id: batch.id,
    ending: isOver ? endingOf(batch) : null,
    strangeStatus: isKnown ? null : batch.processing_status,
    done: succeeded + errored + canceled + expired,
    succeeded,
    expiresAt: wireMoment(batch.expires_at),
    results: isOver ? [batch.id] : [],
    failure: null,
  };
}

function endingOf({ cancel_initiated_at, request_counts }: WireBatch): RemoteBatch["ending"] {
  if (wireMoment(cancel_initiated_at)) return "cancelled";
  return request_counts.expired > 0 ? "expired" : "completed";
}
