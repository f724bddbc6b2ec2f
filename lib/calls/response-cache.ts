import { createHash } from "node:crypto";
import { db } from "#db/client.ts";
import { findResponses, keepResponses } from "#db/queries/batches/response-cache.ts";
import { type CallOutcome, cachedAnswer } from "#lib/models/endpoints/call-outcome.ts";
import type { ChatCall } from "#lib/models/endpoints/chat.ts";
import { toldBy } from "#lib/models/endpoints/prompt-digest.ts";
import { log } from "#lib/observability/log.ts";

/** Raise it when what a call means changes, so that no older answer is used again. */
const EPOCH = 1;
const KEPT_FOR_MS = 7 * 24 * 3_600_000;
const WRITE_AFTER_MS = 250;
const MOST_RECENT = 1_000;

/**
 * Whether a batch's identical calls are made once: where the same prompt is meant to give the same answer (temperature
 * 0, or a seed), unless the launch says otherwise. Elsewhere two items alike are meant to be told apart by chance.
 */
export function usesResponseCache(
  asked: boolean | null,
  { temperature, seed }: { temperature?: number | undefined; seed?: number | undefined },
): boolean {
  return asked ?? (temperature === 0 || seed !== undefined);
}

/**
 * Makes identical calls of one batch once: those in flight in this process share an answer, and answers that fitted
 * are kept for a week, for every batch.
 */
export class ResponseCache {
  readonly #inFlight = new Map<string, Promise<CallOutcome>>();
  #wanted: { key: string; give(text: string | null): void }[] = [];
  #toKeep = new Map<string, string>();
  /** What was kept last: it may not be written yet, and saves the query. */
  readonly #recent = new Map<string, string>();
  #writing: NodeJS.Timeout | null = null;

  /**
   * Makes a call, or gives the answer of an identical one, which costs nothing and says so.
   * @returns `null` when it waited for one that gave none, and no call may start any more.
   */
  async once(
    call: ChatCall,
    leaving: AbortSignal,
    make: () => Promise<CallOutcome>,
  ): Promise<CallOutcome | null> {
    const same = sameness(call);
    for (let known = this.#inFlight.get(same); known; known = this.#inFlight.get(same)) {
      const outcome = await known;
      if (outcome.kind === "answered") return cachedAnswer(outcome.text);
      if (leaving.aborted) return null;
      // Everybody waits for a full limit; what else it was refused or lost is its own, and the next asks for itself.
      if (outcome.kind === "throttled") return outcome;
    }
    const making = this.#findOrMake(call, make);
    this.#inFlight.set(same, making);
    const outcome = await making;
    // By then whoever made it has had its answer checked and kept.
    if (outcome.kind === "answered") setImmediate(() => this.#inFlight.delete(same));
    else this.#inFlight.delete(same);
    return outcome;
  }

  /** Keeps an answer that fitted; written soon, and lost without harm. */
  keep(call: ChatCall, text: string): void {
    const key = responseKey(call);
    this.#toKeep.set(key, text);
    this.#recent.set(key, text);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= MOST_RECENT) break;
      this.#recent.delete(oldest);
    }
    this.#writing ??= setTimeout(() => this.#write(), WRITE_AFTER_MS).unref();
  }

  async #findOrMake(call: ChatCall, make: () => Promise<CallOutcome>): Promise<CallOutcome> {
    const text = await this.#find(responseKey(call));
    return text === null ? make() : cachedAnswer(text);
  }

  // Whoever asks at the same moment shares one query.
  #find(key: string): Promise<string | null> {
    const known = this.#recent.get(key);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((give) => {
      this.#wanted.push({ key, give });
      if (this.#wanted.length === 1) setImmediate(() => this.#lookUp());
    });
  }

  async #lookUp(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    let found = new Map<string, string>();
    try {
      found = await findResponses(
        db(),
        wanted.map(({ key }) => key),
      );
    } catch (err) {
      log.warn({ err }, "the response cache does not answer");
    }
    for (const { key, give } of wanted) give(found.get(key) ?? null);
  }

  async #write(): Promise<void> {
    this.#writing = null;
    const kept = this.#toKeep;
    this.#toKeep = new Map();
    try {
      await keepResponses(db(), [...kept], new Date(Date.now() + KEPT_FOR_MS));
    } catch (err) {
      log.warn({ err, answers: kept.size }, "answers could not be kept for the response cache");
    }
  }
}

/** What makes two calls the same for good: all that the provider is told, and where. */
export function responseKey({
  model,
  messages,
  outputSchema,
  maxOutputTokens,
  parameters,
}: ChatCall): string {
  const { providerKind, baseUrl, name, headers } = model;
  const told = [
    providerKind,
    baseUrl,
    name,
    headers,
    parameters ?? {},
    maxOutputTokens,
    messages,
    outputSchema,
  ];
  return createHash("sha256")
    .update(JSON.stringify([EPOCH, ...told]))
    .digest("base64url");
}

// Within one batch only the model, the room, the messages and what a step asks with differ: cheap enough for every call.
function sameness({ model, maxOutputTokens, messages, parameters = {} }: ChatCall): string {
  return `${model.id} ${maxOutputTokens} ${Object.values(parameters).join()}${toldBy(messages)}`;
}
