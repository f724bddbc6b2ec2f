/** What a training set can be: conversations to learn from, pairs of a better and a worse answer, rows with a label. */
export const TRAINING_FILES = ["chat", "preferences", "samples"] as const;

export type TrainingFile = (typeof TRAINING_FILES)[number];

/** The parts of a training set, each a file of its own. */
export const SPLITS = ["train", "validation", "test"] as const;

export type Split = (typeof SPLITS)[number];

/** How many percent of the products each part is to have; together a hundred. */
export type Shares = Record<Split, number>;

/** Until somebody says otherwise. */
export const USUAL_TRAINING = {
  file: "chat",
  shares: { train: 80, validation: 10, test: 10 },
  similarity: 90,
  maxTokens: 16_384,
  epochs: 3,
  pricePerMTok: null,
  currency: "USD",
} as const;

/** OpenAI trains on no fewer examples. */
export const FEWEST_EXAMPLES = 10;
