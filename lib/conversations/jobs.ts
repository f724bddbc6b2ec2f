import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Makes the call of one turn; run again after a crash, it asks only where no call had gone out. */
export const answerTurnJob: Job<{ conversationId: string; seq: number }> = {
  name: "conversations.answer",
  payload: z.object({ conversationId: z.uuid(), seq: z.int() }),
  concurrency: 20,
  retryLimit: 20,
  expireInSeconds: 3_600,
};
