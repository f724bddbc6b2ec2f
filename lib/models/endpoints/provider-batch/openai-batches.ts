import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { newId } from "#lib/new-id.ts";
import type { CallableModel } from "../../callable-model.ts";
import { CallFault } from "../call-outcome.ts";
import type { BatchClient, FoundBatch, RemoteBatch } from "./batch-client.ts";
import { askProvider, downloadFrom } from "./provider-request.ts";
import { wireId } from "./wire-id.ts";
import { wireMoment } from "./wire-moment.ts";

/** Where our id stands in a batch's metadata. */
const OUR_ID = "presswork_batch";
const PAGE = 100;
/** Pages of a list that are looked through at most: as many batches as nobody has in a day. */
const MOST_PAGES = 100;
/** A provider's clock may be this far off ours. */
const CLOCK_SLACK_MS = 10 * 60_000;
/** How long an uploaded file may take before a batch can be made of it, and how often it is asked about. */
const READY_WITHIN_MS = 5 * 60_000;
const LOOK_EVERY_MS = 2_000;

// Providers and gateways that speak this language differ in all but the names: what is missing or odd says nothing.
const blank = z.preprocess(
  (told) => (typeof told === "string" && told.trim() !== "" ? told : null),
  z.string().nullable(),
);
const count = z.coerce.number().int().nonnegative().catch(0);
const wireBatch = z.looseObject({
  id: wireId,
  status: z.string().catch(""),
  created_at: z.unknown().optional(),
  expires_at: z.unknown().optional(),
  completed_at: z.unknown().optional(),
  failed_at: z.unknown().optional(),
  expired_at: z.unknown().optional(),
  cancelled_at: z.unknown().optional(),
  input_file_id: blank,
  output_file_id: blank,
  error_file_id: blank,
  errors: z.unknown().optional(),
  request_counts: z.looseObject({ completed: count, failed: count }).catch({ completed: 0, failed: 0 }),
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
});
const wirePage = z.looseObject({ data: z.array(wireBatch), has_more: z.boolean().catch(false) });
const wireFile = z.looseObject({ id: wireId, status: z.string().nullish().catch(null) });

type WireBatch = z.output<typeof wireBatch>;

/** Batches of OpenAI, and of providers that speak its language: a file of requests, and a batch over it. */
export function openAiBatches(model: CallableModel): BatchClient {
  return {
    async upload(file, name, signal) {
      const boundary = `presswork${newId().replaceAll("-", "")}`;
      const head = Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n` +
          `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}.jsonl"\r\n` +
          "Content-Type: application/jsonl\r\n\r\n",
      );
      const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
      async function* stream() {
        yield head;
        yield* await file.open();
        yield tail;
      }
      const uploaded = await askProvider(model, wireFile, {
        method: "POST",
        path: "/files",
        headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
        body: { stream: stream(), bytes: head.length + file.bytes + tail.length },
        signal,
      });
      await untilReady(model, uploaded, signal);
      return uploaded.id;
    },
    async create({ id, inputFileId }, signal) {
      return remoteOf(
        await askProvider(model, wireBatch, {
          method: "POST",
          path: "/batches",
          body: {
            input_file_id: inputFileId,
            endpoint: "/v1/chat/completions",
            completion_window: "24h",
            metadata: { [OUR_ID]: id },
          },
          signal,
        }),
      );
    },
    async find({ id, inputFileId, since }): Promise<FoundBatch> {
      const oldestMs = since.getTime() - CLOCK_SLACK_MS;
      const seen = new Set<string>();
      for (let pages = 1, after = ""; ; pages++) {
        const page = await askProvider(model, wirePage, {
          method: "GET",
          path: `/batches?limit=${PAGE}${after && `&after=${encodeURIComponent(after)}`}`,
        });
        // Not every provider keeps what it does not know; the file is ours alone.
        const ours = page.data.find(
          ({ metadata, input_file_id }) =>
            metadata?.[OUR_ID] === id || (inputFileId !== null && input_file_id === inputFileId),
        );
        if (ours) return { kind: "found", batch: remoteOf(ours) };
        const last = page.data.at(-1);
        // One that gives the same page again and again has no more.
        if (!page.has_more || !last || seen.has(last.id)) return { kind: "none" };
        if (isBehind(page.data, oldestMs)) return { kind: "none" };
        if (pages === MOST_PAGES) return { kind: "unsure" };
        seen.add(last.id);
        after = last.id;
      }
    },
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
      return downloadFrom(model, { method: "GET", path: `${filePath(result)}/content` }, signals);
    },
    async forget(_remoteId, inputFileId, results) {
      for (const id of [inputFileId, ...results]) {
        if (id) await askProvider(model, z.unknown(), { method: "DELETE", path: filePath(id) });
      }
    },
  };
}

// Azure takes a batch only over a file that it has looked through; others say nothing, or that it is processed at once.
async function untilReady(
  model: CallableModel,
  uploaded: z.output<typeof wireFile>,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  for (
    let { status } = uploaded;
    status && /^(pending|running|notstarted|uploading|processing)$/i.test(status);
  ) {
    if (performance.now() > giveUpAt) throw new CallFault({ kind: "unavailable", code: "file_pending" });
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {
      throw new CallFault({ kind: "unavailable", code: "aborted" });
    });
    ({ status } = await askProvider(model, wireFile, { method: "GET", path: filePath(uploaded.id), signal }));
  }
}

function batchPath(remoteId: string): string {
  return `/batches/${encodeURIComponent(remoteId)}`;
}

function filePath(id: string): string {
  return `/files/${encodeURIComponent(id)}`;
}

/** Whether a list that begins with the newest has come to what is older than anything looked for. */
function isBehind(page: readonly WireBatch[], oldestMs: number): boolean {
  const [first, last] = [page.at(0), page.at(-1)].map((batch) => wireMoment(batch?.created_at)?.getTime());
  return first !== undefined && last !== undefined && last <= first && last < oldestMs;
}

const ENDINGS: Record<string, NonNullable<RemoteBatch["ending"]>> = {
  completed: "completed",
  complete: "completed",
  succeeded: "completed",
  expired: "expired",
  cancelled: "cancelled",
  canceled: "cancelled",
  failed: "failed",
};
const GOING_ON = /^(validating|queued|pending|created|submitted|in_progress|running|finalizing|cancell?ing)$/;

function remoteOf(batch: WireBatch): RemoteBatch {
  const status = batch.status
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  const ending = ENDINGS[status] ?? null;
  const isStrange = ending === null && !GOING_ON.test(status);
  const ended = isStrange ? endedAs(batch) : ending;
  const { completed, failed } = batch.request_counts;
  return {
    id: batch.id,
    ending: ended,
    strangeStatus: isStrange && ended === null ? batch.status : null,
    done: completed + failed,
    succeeded: completed,
    expiresAt: wireMoment(batch.expires_at),
    results: [batch.output_file_id, batch.error_file_id].filter((id) => id !== null),
    failure: ended === "failed" ? failureOf(batch.errors) : null,
  };
}

// A word nobody knows says nothing, but a moment at which it ended does.
function endedAs(batch: WireBatch): RemoteBatch["ending"] {
  if (wireMoment(batch.completed_at)) return "completed";
  if (wireMoment(batch.expired_at)) return "expired";
  if (wireMoment(batch.cancelled_at)) return "cancelled";
  return wireMoment(batch.failed_at) ? "failed" : null;
}

const wireError = z.looseObject({
  code: z.coerce.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
});

function failureOf(errors: unknown): NonNullable<RemoteBatch["failure"]> {
  const list = z.looseObject({ data: z.array(z.unknown()) }).safeParse(errors);
  const [first] = list.success ? list.data.data : [errors].flat();
  if (typeof first === "string") return { code: "failed", detail: first };
  const { code, message } = wireError.catch({}).parse(first);
  return { code: code || "failed", detail: message ?? "" };
}
