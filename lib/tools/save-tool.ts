import { type Db, db } from "#db/client.ts";
import { findToolByName, insertTool, lockTool, type ToolRow, updateTool } from "#db/queries/tools/tools.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type FieldRefusal, type Result, refuse } from "#lib/result.ts";
import { checkTool, withPlaceholders } from "./check-tool.ts";
import { segmentsOf } from "./read-answer.ts";
import { DEFAULT_MAX_BYTES, DEFAULT_TIMEOUT_MS, type ToolInputSchema, type ToolMethod } from "./tool.ts";
import { openReach, sealedReach, withoutMasks } from "./tool-secrets.ts";

/** A tool as an admin asks for it. */
export interface NewTool {
  name: string;
  method: ToolMethod;
  /** With `{name}` where an input stands. */
  url: string;
  headers?: Record<string, string> | undefined;
  inputSchema: ToolInputSchema;
  resultPath?: string | null | undefined;
  timeoutMs?: number | undefined;
  maxBytes?: number | undefined;
  allowPrivateNetwork?: boolean | undefined;
}

export type ToolChange = { [Field in keyof NewTool]?: NewTool[Field] | undefined };

/** Adds a tool. Needs `tools:write`. */
export async function createTool(
  actor: Actor,
  tool: NewTool,
): Promise<Result<{ id: string }, "forbidden" | "invalid_input">> {
  if (!can(actor, "tools:write")) return refuse("forbidden");
  const { name, method, url, headers = {}, allowPrivateNetwork = false } = tool;
  const inputSchema = withPlaceholders(tool.inputSchema, url);
  const resultPath = readPath(tool.resultPath);
  return db().transaction(async (tx) => {
    const wrong = [
      ...checkTool({ url, headers }, inputSchema, allowPrivateNetwork),
      ...(await checkName(tx, name, null)),
    ];
    if (wrong.length > 0) return refuse("invalid_input", {}, wrong);
    const id = newId();
    const row = {
      ...{ id, name, method, inputSchema, resultPath, allowPrivateNetwork },
      timeoutMs: tool.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      maxBytes: tool.maxBytes ?? DEFAULT_MAX_BYTES,
      ...sealedReach(id, { url, headers }),
    };
    await insertTool(tx, { ...row, createdBy: actor.memberId });
    await recordAudit(tx, actor, {
      ...{ action: "tools.create", targetType: "tool", targetId: id },
      after: shown(row),
    });
    return accept({ id });
  });
}

/**
 * Changes a tool. A value of its query or headers that is still the mask it is shown as stays; an address at another host
 * needs all of them again, so that nothing that is kept can be sent there. Needs `tools:write`.
 */
export async function changeTool(
  actor: Actor,
  id: string,
  change: ToolChange,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "invalid_input">> {
  if (!can(actor, "tools:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const before = await lockTool(tx, id);
    if (!before) return refuse("not_found");
    // What cannot be opened any more stays masked, and no tool may be kept like that.
    const kept = openReach(before) ?? { url: before.url, headers: before.headers };
    const { reach, restored } = withoutMasks(
      { url: change.url ?? kept.url, headers: change.headers ?? kept.headers },
      kept,
    );
    const name = change.name ?? before.name;
    const allowPrivateNetwork = change.allowPrivateNetwork ?? before.allowPrivateNetwork;
    const inputSchema = withPlaceholders(change.inputSchema ?? before.inputSchema, reach.url);
    const wrong = [
      ...checkTool(reach, inputSchema, allowPrivateNetwork),
      ...(name === before.name ? [] : await checkName(tx, name, id)),
      ...secretsThatMove(kept.url, reach.url, [
        ...restored,
        ...(change.headers === undefined
          ? Object.keys(kept.headers).map((header) => `headers.${header}`)
          : []),
      ]),
    ];
    if (wrong.length > 0) return refuse("invalid_input", {}, wrong);
    const after = {
      ...{ name, inputSchema, allowPrivateNetwork },
      method: change.method ?? before.method,
      resultPath: change.resultPath === undefined ? before.resultPath : readPath(change.resultPath),
      timeoutMs: change.timeoutMs ?? before.timeoutMs,
      maxBytes: change.maxBytes ?? before.maxBytes,
      ...sealedReach(id, reach),
    };
    await updateTool(tx, id, after);
    await recordAudit(tx, actor, {
      ...{ action: "tools.change", targetType: "tool", targetId: id },
      before: shown(before),
      after: { ...shown(after), ...(change.headers && { headerValues: "replaced" }) },
    });
    return accept({ id });
  });
}

/** Takes a tool out of use, and forgets its secrets: runs that come to it are paused. Needs `tools:write`. */
export async function archiveTool(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "tools:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const before = await lockTool(tx, id);
    if (!before) return refuse("not_found");
    await updateTool(tx, id, { archivedAt: new Date(), sealedUrl: null, sealedHeaders: null });
    await recordAudit(tx, actor, {
      ...{ action: "tools.archive", targetType: "tool", targetId: id },
      before: shown(before),
    });
    return accept({ id });
  });
}

function readPath(path: string | null | undefined): string | null {
  return path && segmentsOf(path).length > 0 ? path : null;
}

async function checkName(tx: Db, name: string, own: string | null): Promise<FieldRefusal[]> {
  const taken = await findToolByName(tx, name);
  return taken && taken.id !== own ? [{ path: "name", code: "tool_name_taken", params: { name } }] : [];
}

function secretsThatMove(before: string, after: string, kept: readonly string[]): FieldRefusal[] {
  if (URL.parse(before)?.origin === URL.parse(after)?.origin) return [];
  return [...new Set(kept)].map((path) => ({ path, code: "secret_needed_again" }));
}

type Shown = Pick<
  ToolRow,
  | ("name" | "method" | "url" | "headers" | "inputSchema")
  | ("resultPath" | "timeoutMs" | "maxBytes" | "allowPrivateNetwork")
>;

function shown(tool: Shown) {
  const { name, method, url, inputSchema, resultPath, timeoutMs, maxBytes, allowPrivateNetwork } = tool;
  const headers = Object.keys(tool.headers);
  return { name, method, url, headers, inputSchema, resultPath, timeoutMs, maxBytes, allowPrivateNetwork };
}
