import type { CallableModel } from "../callable-model.ts";
import { capabilitiesOf, type KnownCapabilities } from "../capabilities.ts";
import type { AnswerLimit } from "./call-outcome.ts";
import type { ChatRequest } from "./chat-request.ts";
import { SHORTEST_ANSWER } from "./lesson.ts";

/** What a provider puts around the messages, in tokens, where these are few. */
const AROUND = 64;

/**
 * The longest answer to ask a model for: as much as is wanted and as its reasoning needs, and no more than it gives.
 * @param inputTokens of the prompt, at most.
 */
export function longestAnswer(
  model: Pick<CallableModel, "id" | "capabilities">,
  { maxOutputTokens, isLimitGiven = false }: Pick<ChatRequest, "maxOutputTokens" | "isLimitGiven">,
  inputTokens: number,
  known: KnownCapabilities = capabilitiesOf(model),
): AnswerLimit {
  const { leastOutputTokens, mostOutputTokens, contextTokens } = known;
  const wanted = isLimitGiven ? maxOutputTokens : Math.max(maxOutputTokens, leastOutputTokens ?? 0);
  const most = Math.min(
    mostOutputTokens ?? Number.POSITIVE_INFINITY,
    contextTokens === null
      ? Number.POSITIVE_INFINITY
      : Math.max(SHORTEST_ANSWER, contextTokens - inputTokens - AROUND),
  );
  return { tokens: Math.min(wanted, most), isMost: wanted >= most };
}
