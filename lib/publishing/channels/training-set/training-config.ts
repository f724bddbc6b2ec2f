import { USUAL_SHARES } from "#lib/datasets/split.ts";

/** What a training set can be: conversations to learn from, pairs of a better and a worse answer, rows with a label. */
export const TRAINING_FILES = ["chat", "preferences", "samples"] as const;

export type TrainingFile = (typeof TRAINING_FILES)[number];

/** Until somebody says otherwise. */
export const USUAL_TRAINING = {
  file: "chat",
  shares: USUAL_SHARES,
  similarity: 90,
  maxTokens: 16_384,
  epochs: 3,
  pricePerMTok: null,
  currency: "USD",
} as const;

/** OpenAI trains on no fewer examples. */
export const FEWEST_EXAMPLES = 10;
