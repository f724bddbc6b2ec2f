import { z } from "zod";
import { PARTS, type Part } from "#lib/datasets/split.ts";
import { divideAmount, money, multiplyAmount } from "#lib/money.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { TRAINING_FILES } from "./training-config.ts";
import type { TrainingSettings } from "./training-settings.ts";

/** How large a training set is, what was left out of it, and what a training run would cost. */
export const trainingFiguresSchema = z.object({
  file: z.enum(TRAINING_FILES),
  splits: z.array(
    z.object({
      split: z.enum(PARTS),
      examples: z.int(),
      tokens: z.int(),
      bytes: z.int().describe("Unpacked"),
    }),
  ),
  leftOut: z.array(z.object({ code: z.string(), count: z.int() })).describe("By their first reason"),
  unverified: z.int().describe("Examples whose prompt was rendered anew, and not noted when it was sent"),
  epochs: z.int(),
  trainedTokens: z.int().describe("Of the train part, times the epochs"),
  cost: moneySchema.nullable().describe("`null` where no price is set, and for samples"),
});

export type TrainingFigures = z.output<typeof trainingFiguresSchema>;

/** Adds up what goes into each part, and what does not. */
export class Tally {
  readonly #parts = new Map(PARTS.map((split) => [split, { examples: 0, tokens: 0, bytes: 0 }]));
  readonly #leftOut = new Map<string, number>();
  #unverified = 0;

  add(split: Part, { tokens, bytes }: { tokens: number; bytes: number }): void {
    const part = this.#parts.get(split);
    if (!part) return;
    part.examples++;
    part.tokens += tokens;
    part.bytes += bytes;
  }

  leaveOut(code: string, count = 1): void {
    this.#leftOut.set(code, (this.#leftOut.get(code) ?? 0) + count);
  }

  addUnverified(count: number): void {
    this.#unverified += count;
  }

  figures({ file, epochs, pricePerMTok, currency }: TrainingSettings): TrainingFigures {
    const splits = [...this.#parts].map(([split, part]) => ({ split, ...part }));
    const trainedTokens = (this.#parts.get("train")?.tokens ?? 0) * epochs;
    return {
      ...{ file, splits, unverified: this.#unverified, epochs, trainedTokens },
      leftOut: [...this.#leftOut].map(([code, count]) => ({ code, count })),
      cost:
        file === "samples" || pricePerMTok === null
          ? null
          : money(costOf(trainedTokens, pricePerMTok), currency),
    };
  }
}

const MILLION = 1_000_000;

/** What trained tokens cost, to the ledger's last decimal. */
export function costOf(trainedTokens: number, pricePerMTok: string): string {
  return divideAmount(multiplyAmount(pricePerMTok, trainedTokens), MILLION) ?? "0";
}
