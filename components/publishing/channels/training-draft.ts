import type { Shares } from "#lib/datasets/split.ts";
import { type TrainingFile, USUAL_TRAINING } from "#lib/publishing/channels/training-set/training-config.ts";

/** What is set of a training set, as somebody writes it: an empty price is none. */
export interface TrainingDraft {
  file: TrainingFile;
  shares: Shares;
  similarity: number;
  maxTokens: number;
  epochs: number;
  pricePerMTok: string;
  currency: string;
}

/** What a new one begins as. */
export const NEW_TRAINING: TrainingDraft = {
  ...USUAL_TRAINING,
  shares: { ...USUAL_TRAINING.shares },
  pricePerMTok: "",
};

/** One there is, to be changed. */
export function trainingDraftOf({
  pricePerMTok,
  ...config
}: Partial<Omit<TrainingDraft, "pricePerMTok">> & { pricePerMTok?: string | null }): TrainingDraft {
  return { ...NEW_TRAINING, ...config, pricePerMTok: pricePerMTok ?? "" };
}

/** The same as the API takes it. */
export function trainingConfigOf({ pricePerMTok, currency, ...draft }: TrainingDraft) {
  const price = pricePerMTok.trim();
  return {
    ...draft,
    pricePerMTok: price === "" ? null : price,
    currency: currency.trim().toUpperCase() || NEW_TRAINING.currency,
  };
}
