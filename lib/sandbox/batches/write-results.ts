import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import type { FaultKind } from "#lib/models/sandbox-settings.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import type { Bill, Books } from "../bill.ts";
import { completeChat, completionBody } from "../chat-completion.ts";
import { hashText } from "../hash-text.ts";
import { pickOne } from "../pick-one.ts";
import { sandboxModel } from "../sandbox-models.ts";
import type { BatchProgress } from "./batch-progress.ts";
import type { BatchRecord, BatchStore } from "./batch-store.ts";
import { type BatchRequest, readRequests } from "./read-batch-input.ts";

/** Lines held back so that they come out in another order. */
const SHUFFLED = 400;
const LINES_AT_A_TIME = 25;

/** Writes the result files of a batch that is over, and charges what was answered, each request once. */
export async function writeResults(
  store: BatchStore,
  books: Books,
  record: BatchRecord,
  { done, endsAs }: BatchProgress,
): Promise<BatchRecord> {
  const ids = { output: `file-output-${record.id}`, error: `file-error-${record.id}` };
  const random = seededRandom(hashText(record.id));
  const output = new ShuffledLines(await store.contentPath(ids.output), random);
  const errors = new ShuffledLines(await store.contentPath(ids.error), random);
  const bill: Bill = { calls: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  const stride = strideOf(record.total);
  let failed = 0;
  let at = 0;
  for await (const request of readRequests(await store.contentPath(record.inputFileId))) {
    const isDone = (at * stride) % record.total < done;
    const result = isDone ? answer(record, request, bill) : leftLine(record, request, endsAs);
    if (isDone && result.isError) failed++;
    const lines = result.isError ? errors : output;
    await lines.add(result.line);
    if (random() < record.settings.duplicates) await lines.add(result.line);
    if (++at % LINES_AT_A_TIME === 0) await breathe();
  }
  const createdAt = Date.now();
  const fileOf = async (lines: ShuffledLines, id: string) => {
    const count = await lines.close();
    if (count === 0) return null;
    await store.addFile({ id, createdAt, filename: `${record.id}.jsonl`, purpose: "batch_output" });
    return id;
  };
  const ended: BatchRecord = {
    ...record,
    outcome: {
      endedAt: createdAt,
      completed: done - failed,
      failed,
      outputFileId: await fileOf(output, ids.output),
      errorFileId: await fileOf(errors, ids.error),
    },
  };
  await store.writeBatch(ended);
  books.chargeBatched(record.model, bill);
  return ended;
}

function answer(record: BatchRecord, { customId, chat }: BatchRequest, bill: Bill) {
  const model = sandboxModel(chat.model);
  const fault = faultOf(record, customId);
  const error = fault && ERRORS[fault];
  if (error || !model) return lineOf(record, customId, error ?? ERRORS["500"], true);
  const completion = completeChat(chat, model, fault, () => 0);
  bill.calls++;
  bill.inputTokens += completion.billed.inputTokens;
  bill.outputTokens += completion.billed.outputTokens;
  const body = completionBody(`chatcmpl-${idOf(record, customId)}`, chat.model, completion);
  return lineOf(record, customId, { status: 200, body }, false);
}

const ERRORS: Partial<Record<FaultKind, { status: number; body: object }>> &
  Record<"500", { status: number; body: object }> = {
  "429": errorOf(429, "rate_limit_exceeded", "Rate limit reached for requests."),
  "500": errorOf(500, "server_error", "The sandbox had an error, as it was asked to."),
  "content-filter": errorOf(400, "content_filter", "The prompt was filtered by the content policy."),
};

function errorOf(status: number, code: string, message: string) {
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  return { status, body: { error: { message, type, param: null, code } } };
}

// Which requests go wrong is another draw in every batch, so that one made again may come right.
function faultOf({ id, settings }: BatchRecord, customId: string): FaultKind | null {
  if (settings.faultRate <= 0) return null;
  const random = seededRandom(hashText(customId, hashText(id)));
  return random() < settings.faultRate ? (pickOne(settings.faultKinds, random) ?? null) : null;
}

function lineOf(
  record: BatchRecord,
  customId: string,
  { status, body }: { status: number; body: object },
  isError: boolean,
): { line: string; isError: boolean } {
  const id = idOf(record, customId);
  const response = { status_code: status, request_id: `req-${id}`, body };
  return {
    line: JSON.stringify({ id: `batch_req_${id}`, custom_id: customId, response, error: null }),
    isError,
  };
}

const LEFT = {
  expired: {
    code: "batch_expired",
    message: "This request could not be executed before the completion window expired.",
  },
  cancelled: { code: "batch_cancelled", message: "This request was not executed: its batch was cancelled." },
};

function leftLine(
  record: BatchRecord,
  { customId }: BatchRequest,
  endsAs: BatchProgress["endsAs"],
): { line: string; isError: boolean } {
  const error = endsAs === "cancelled" ? LEFT.cancelled : LEFT.expired;
  const id = `batch_req_${idOf(record, customId)}`;
  return { line: JSON.stringify({ id, custom_id: customId, response: null, error }), isError: true };
}

function idOf({ id }: BatchRecord, customId: string): string {
  return hashText(customId, hashText(id)).toString(16).padStart(8, "0");
}

// Coprime with the total, so that what is done is spread over the file and counted exactly.
function strideOf(total: number): number {
  for (let stride = Math.max(1, Math.floor(total * 0.618)); ; stride++)
    if (divisor(stride, total) === 1) return stride;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** A file of lines in an order of its own, as providers give them back. */
class ShuffledLines {
  readonly #held: string[] = [];
  readonly #random: () => number;
  readonly #out: WriteStream;
  #count = 0;

  constructor(path: string, random: () => number) {
    this.#out = createWriteStream(path);
    this.#random = random;
  }

  async add(line: string): Promise<void> {
    this.#held.push(line);
    if (this.#held.length > SHUFFLED) await this.#let();
  }

  /** @returns how many lines there are. */
  async close(): Promise<number> {
    while (this.#held.length > 0) await this.#let();
    this.#out.end();
    await once(this.#out, "close");
    return this.#count;
  }

  async #let(): Promise<void> {
    const at = Math.floor(this.#random() * this.#held.length);
    const line = this.#held[at] ?? "";
    this.#held[at] = this.#held.at(-1) ?? "";
    this.#held.pop();
    this.#count++;
    if (!this.#out.write(`${line}\n`)) await once(this.#out, "drain");
  }
}
