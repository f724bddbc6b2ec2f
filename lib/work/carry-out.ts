import { db } from "#db/client.ts";
import { findTool, type ToolRow } from "#db/queries/tools/tools.ts";
import type { WorkOutcome } from "#lib/items/work-outcome.ts";
import { readProducts } from "#lib/templates/read-products.ts";
import type { DrawingWork, Work } from "#lib/templates/render-work.ts";
import { callTool } from "#lib/tools/call-tool.ts";
import { gateToTool } from "#lib/tools/tool-gate.ts";
import { findExamples } from "./find-examples.ts";
import { findPassages } from "./find-passages.ts";
import { makePictureOf } from "./make-picture.ts";
import type { WorkTerms } from "./work-terms.ts";

/** What is done without a model. */
export type UnpaidWork = Exclude<Work, DrawingWork>;

/** Does the work of a step that asks no model. @returns `null` where it was left before its end. */
export async function carryOut(work: UnpaidWork, terms: WorkTerms): Promise<WorkOutcome | null> {
  if (terms.leaving.aborted) return null;
  switch (work.kind) {
    case "examples":
      return findExamples(work, terms);
    case "retrieve":
      return findPassages(work, terms);
    case "look-up":
      return { kind: "done", ...(await readProducts(db(), work)) };
    case "http":
      return call(work, terms);
    case "picture":
      return makePictureOf(work, terms);
  }
}

async function call(
  { toolId, inputs }: Extract<Work, { kind: "http" }>,
  { leaving, signal }: WorkTerms,
): Promise<WorkOutcome | null> {
  const tool = await toolOf(toolId);
  if (!tool) return { kind: "blocked", failure: { code: "tool_unknown" } };
  const outcome = await callTool(tool, inputs, { gate: gateToTool(toolId), leaving, signal });
  if (outcome?.kind !== "done") return outcome;
  return { kind: "done", value: outcome.fields, evidence: outcome.evidence };
}

/** Thousands of items ask for one tool; a change of it holds for the next of them all the same. */
const TOOL_KEPT_MS = 1_000;
const kept = new Map<string, { tool: Promise<ToolRow | null>; readAtMs: number }>();

function toolOf(id: string): Promise<ToolRow | null> {
  const now = performance.now();
  const known = kept.get(id);
  if (known && now - known.readAtMs < TOOL_KEPT_MS) return known.tool;
  const tool = findTool(db(), id);
  kept.set(id, { tool, readAtMs: now });
  tool.catch(() => kept.delete(id));
  return tool;
}
