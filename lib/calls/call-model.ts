import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { askChat, type ModelCall } from "#lib/models/endpoints/chat.ts";
import { type CallEnding, noteCall } from "#lib/observability/metrics.ts";
import { inSpan } from "#lib/observability/tracing.ts";
import { heedOutcome } from "#lib/pacing/gates.ts";

/** Calls a model once; its gate and the figures of this process learn from how it ended. Never throws. */
export function callModel(call: ModelCall): Promise<CallOutcome> {
  const model = call.model.name;
  return inSpan("call", { model }, async (add) => {
    const startedAt = performance.now();
    const outcome = heedOutcome(call.model.id, await askChat(call), call.maxOutputTokens);
    noteCall(model, endingOf(outcome), performance.now() - startedAt);
    add({ outcome: outcome.kind });
    return outcome;
  });
}

function endingOf({ kind }: CallOutcome): CallEnding {
  if (kind === "answered") return "settled";
  if (kind === "uncertain") return "unknown";
  return kind === "throttled" ? kind : "released";
}
