import { z } from "zod";
import { amountSchema, currencySchema } from "#lib/money-schema.ts";
import { TRAINING_FILES, USUAL_TRAINING } from "./training-config.ts";

const share = z.int().min(0).max(100);
const { file, shares, similarity, maxTokens, epochs, pricePerMTok, currency } = USUAL_TRAINING;

/** What is set of a channel that writes training sets. */
export const trainingSettings = z.object({
  file: z
    .enum(TRAINING_FILES)
    .default(file)
    .describe("chat: OpenAI's chat format; preferences: its DPO format; samples: rows with their verdict"),
  shares: z
    .object({ train: share.min(1), validation: share, test: share })
    .refine((parts) => parts.train + parts.validation + parts.test === 100)
    .default(shares)
    .describe("Percent of the products; fixed once the channel is made"),
  similarity: z
    .int()
    .min(50)
    .max(100)
    .default(similarity)
    .describe("From how many percent in common on the later of two examples is left out"),
  maxTokens: z.int().min(64).max(2_000_000).default(maxTokens).describe("A longer example is left out"),
  epochs: z.int().min(1).max(50).default(epochs),
  pricePerMTok: amountSchema.nullable().default(pricePerMTok).describe("Of a million trained tokens"),
  currency: currencySchema.default(currency),
});

export type TrainingSettings = z.output<typeof trainingSettings>;

/** What the channel is told to write. */
export interface TrainingConfig extends TrainingSettings {
  kind: "training-set";
}
