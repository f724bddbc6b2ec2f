import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { CallOptions, Endpoint } from "#lib/models/endpoints/endpoint.ts";
import { type CallEnding, noteCall } from "#lib/observability/metrics.ts";
import { inSpan } from "#lib/observability/tracing.ts";
import { heedOutcome } from "#lib/pacing/gates.ts";

/**
 * Calls a model once; its gate and the figures of this process learn from how it ended. Never throws.
 * @param longestAnswer the longest answer that was asked for, in tokens.
 */
export function callModel<Request, Answer>(
  endpoint: Endpoint<Request, Answer>,
  model: CallableModel,
  request: Request,
  options: CallOptions & { longestAnswer: number },
): Promise<CallOutcome<Answer>> {
  return inSpan("call", { model: model.name }, async (add) => {
    const startedAt = performance.now();
    const outcome = heedOutcome(
      model.id,
      await endpoint.call(model, request, options),
      options.longestAnswer,
    );
    noteCall(model.name, endingOf(outcome), performance.now() - startedAt);
    add({ outcome: outcome.kind });
    return outcome;
  });
}

function endingOf({ kind }: CallOutcome<unknown>): CallEnding {
  if (kind === "answered") return "settled";
  if (kind === "uncertain") return "unknown";
  return kind === "throttled" ? kind : "released";
}
