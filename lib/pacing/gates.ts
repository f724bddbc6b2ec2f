import type { PaceState } from "#db/queries/pacing.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { CallGate } from "./call-gate.ts";
import { sharedPacing } from "./pacing-store.ts";

// One gate a model and process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkGates?: Map<string, CallGate> };
holder.pressworkGates ??= new Map();
const gates = holder.pressworkGates;

/** The process's gate to a model, for whoever calls it: batches and trials share it. */
export function gateTo(model: Pick<CallableModel, "id" | "limits" | "providerKind">): CallGate {
  const known = gates.get(model.id);
  if (known) {
    known.limit(model.limits);
    return known;
  }
  const countsBound = model.providerKind === "openai";
  const gate = new CallGate(model, { store: sharedPacing(model.id), countsBound });
  gates.set(model.id, gate);
  return gate;
}

/** Lets a model's gate learn from how a call to it ended; the outcome as the gate understands it. */
export function heedOutcome<Answer>(
  modelId: string,
  outcome: CallOutcome<Answer>,
  longestAnswer: number,
): CallOutcome<Answer> {
  return gates.get(modelId)?.heed(outcome, longestAnswer) ?? outcome;
}

/** Brings gates up to what all processes know. */
export function lookAtPaces(states: Iterable<readonly [string, PaceState]>): void {
  for (const [modelId, state] of states) gates.get(modelId)?.look(state);
}
