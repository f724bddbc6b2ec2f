import { z } from "zod";

const USUAL_TIMEOUT_MS = 10_000;
/** The connection gives up by itself after that. */
const LONGEST_TIMEOUT_MS = 10_000;
/** As many as a day of growing waits has. */
const USUAL_ATTEMPTS = 8;
const USUAL_RATE = 50;

/** How a receiver is told of items. */
export const webhookSettings = z.object({
  url: z.string().trim().min(1).max(2000).describe("http or https; without a password in it"),
  allowPrivateNetwork: z.boolean().default(false).describe("It may be inside this network"),
  timeoutMs: z
    .int()
    .min(500)
    .max(LONGEST_TIMEOUT_MS)
    .default(USUAL_TIMEOUT_MS)
    .describe("How long an answer is waited for"),
  maxAttempts: z
    .int()
    .min(1)
    .max(20)
    .default(USUAL_ATTEMPTS)
    .describe("How often one is sent in vain before it is given up; the waits between grow to hours"),
  ratePerSecond: z.int().min(1).max(1_000).default(USUAL_RATE).describe("The most that is sent in a second"),
});

export type WebhookSettings = z.output<typeof webhookSettings>;
