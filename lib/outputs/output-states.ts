/** Where an output may stand with its human audit. */
export const OUTPUT_STATES = ["pending", "approved", "rejected", "escalated"] as const;
