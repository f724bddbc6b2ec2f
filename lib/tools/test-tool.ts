import { db } from "#db/client.ts";
import { findTool } from "#db/queries/tools/tools.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Failure } from "#lib/failure.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { callTool, shownRequest } from "./call-tool.ts";
import { ToolGate } from "./tool-gate.ts";
import { fitInputs, type ToolRequest } from "./write-request.ts";

/** What came of a test: what was sent, with masks for what is secret, and the fields that a step would have. */
export interface ToolTest {
  status: "ok" | "failed";
  /** `null` where nothing could be sent. */
  sent: ToolRequest | null;
  fields: Record<string, unknown> | null;
  httpStatus: number | null;
  ms: number | null;
  failure: Failure | null;
}

const NEVER = new AbortController().signal;

/** Calls a tool once with sample inputs, and says what came of it. Needs `tools:write`. */
export async function testTool(
  actor: Actor,
  id: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Result<ToolTest, "forbidden" | "not_found">> {
  if (!can(actor, "tools:write")) return refuse("forbidden");
  const tool = await findTool(db(), id);
  if (!tool || tool.archivedAt) return refuse("not_found");
  const fitted = fitInputs(tool, inputs);
  const sent = fitted.ok ? shownRequest(tool, fitted.inputs) : null;
  // Whoever tests is not to wait for a batch, nor a batch for them.
  const outcome = await callTool(tool, inputs, { gate: new ToolGate(), leaving: NEVER, signal: NEVER });
  const none = { sent, fields: null, httpStatus: null, ms: null };
  if (outcome?.kind !== "done")
    return accept({ status: "failed", ...none, failure: outcome?.failure ?? { code: "internal" } });
  const { status, ms } = outcome.evidence as { status: number; ms: number };
  return accept({ status: "ok", sent, fields: outcome.fields, httpStatus: status, ms, failure: null });
}
