/** How a batch reaches its model: call by call, in the provider's own batches, or whichever suits. */
export const BATCH_MODES = ["realtime", "provider-batch", "auto"] as const;

export type BatchMode = (typeof BATCH_MODES)[number];
