import { newId } from "#lib/new-id.ts";
import type { CallableModel } from "../../callable-model.ts";
import type { BatchClient, FoundBatch, RemoteBatch } from "./batch-client.ts";
import { askProvider, downloadFrom } from "./provider-request.ts";

/** Where our id stands in a batch's metadata. */
const OUR_ID = "presswork_batch";
const PAGE = 100;
/** A provider's clock may be this far off ours. */
const CLOCK_SLACK_MS = 10 * 60_000;

interface WireBatch {
  id: string;
  status: string;
  created_at: number;
  input_file_id?: string | null;
  expires_at?: number | null;
  output_file_id?: string | null;
  error_file_id?: string | null;
  errors?: { data?: { code?: string | null; message?: string | null }[] | null } | null;
  request_counts?: { completed?: number; failed?: number } | null;
  metadata?: Record<string, string> | null;
}

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
      const { id } = await askProvider<{ id: string }>(model, {
        method: "POST",
        path: "/files",
        headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
        body: { stream: stream(), bytes: head.length + file.bytes + tail.length },
        signal,
      });
      return id;
    },
    async create({ id, inputFileId }, signal) {
      return remoteOf(
        await askProvider<WireBatch>(model, {
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
      const oldest = (since.getTime() - CLOCK_SLACK_MS) / 1_000;
      for (let after = ""; ; ) {
        const page = await askProvider<{ data: WireBatch[]; has_more?: boolean }>(model, {
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
        if (!page.has_more || !last || last.created_at < oldest) return { kind: "none" };
        after = last.id;
      }
    },
    async look(remoteId) {
      return remoteOf(await askProvider<WireBatch>(model, { method: "GET", path: batchPath(remoteId) }));
    },
    async cancel(remoteId) {
      await askProvider(model, { method: "POST", path: `${batchPath(remoteId)}/cancel`, body: {} });
    },
    async *download({ results }, signal) {
      for (const id of results)
        yield* downloadFrom(model, {
          method: "GET",
          path: `/files/${encodeURIComponent(id)}/content`,
          signal,
        });
    },
    async forget(_remoteId, inputFileId, results) {
      for (const id of [inputFileId, ...results]) {
        if (id) await askProvider(model, { method: "DELETE", path: `/files/${encodeURIComponent(id)}` });
      }
    },
  };
}

function batchPath(remoteId: string): string {
  return `/batches/${encodeURIComponent(remoteId)}`;
}

const ENDINGS: Record<string, RemoteBatch["ending"]> = {
  completed: "completed",
  expired: "expired",
  cancelled: "cancelled",
  failed: "failed",
};

function remoteOf(batch: WireBatch): RemoteBatch {
  const [error] = batch.errors?.data ?? [];
  const { completed = 0, failed = 0 } = batch.request_counts ?? {};
  return {
    id: batch.id,
    ending: ENDINGS[batch.status] ?? null,
    done: completed + failed,
    expiresAt: batch.expires_at ? new Date(batch.expires_at * 1_000) : null,
    results: [batch.output_file_id, batch.error_file_id].filter((id) => id !== null && id !== undefined),
    failure:
      batch.status === "failed" ? { code: error?.code ?? "failed", detail: error?.message ?? "" } : null,
  };
}
