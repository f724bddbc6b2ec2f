import { db } from "#db/client.ts";
import {
  type CallsOfChunk,
  type CallToFund,
  type Claim,
  claimCalls,
  type OwnedChunk,
  ownerKey,
} from "#db/queries/batches/claim-calls.ts";
import { inSpan } from "#lib/tracing.ts";

/** What one chunk's claim gave. */
export interface ChunkClaim extends Pick<Claim, "running" | "inFlight" | "lacking"> {
  /** How many of its calls, from the first on, are funded and journalled. */
  granted: number;
  owned: boolean;
}

interface Ask extends CallsOfChunk {
  resolve(claim: ChunkClaim): void;
  reject(cause: unknown): void;
}

const MOST_CALLS = 1_000;

/** Claims money for the chunks of one batch in this process: whoever asks while a claim is under way shares the next. */
export class Funder {
  readonly #batchId: string;
  #asks: Ask[] = [];
  #claiming = false;

  constructor(batchId: string) {
    this.#batchId = batchId;
  }

  /** Reserves money for the first of these calls, as many as fit under the cap. */
  claim(chunk: OwnedChunk, calls: readonly CallToFund[]): Promise<ChunkClaim> {
    return new Promise((resolve, reject) => {
      this.#asks.push({ chunk, calls, resolve, reject });
      if (!this.#claiming) this.#claimAll();
    });
  }

  async #claimAll(): Promise<void> {
    this.#claiming = true;
    while (this.#asks.length > 0) {
      const asks = this.#takeAsks();
      try {
        const facts = { batchId: this.#batchId, chunks: asks.length };
        const claim = await inSpan("claim", facts, () => claimCalls(db(), this.#batchId, asks));
        share(claim, asks);
      } catch (cause) {
        for (const { reject } of asks) reject(cause);
      }
    }
    this.#claiming = false;
  }

  #takeAsks(): Ask[] {
    let calls = 0;
    const past = this.#asks.findIndex((ask) => {
      calls += ask.calls.length;
      return calls > MOST_CALLS;
    });
    return this.#asks.splice(0, past === -1 ? this.#asks.length : Math.max(1, past));
  }
}

function share({ granted, owned, running, inFlight, lacking }: Claim, asks: readonly Ask[]): void {
  const isOwned = new Set(owned);
  let left = granted;
  for (const { chunk, calls, resolve } of asks) {
    const isOwner = isOwned.has(ownerKey(chunk));
    const given = isOwner ? Math.min(left, calls.length) : 0;
    left -= given;
    resolve({
      granted: given,
      owned: isOwner,
      running,
      inFlight: inFlight || granted > given,
      lacking,
    });
  }
}
