import { db } from "#db/client.ts";
import { findTool, listTemplatesUsing, listTools, type ToolRow } from "#db/queries/tools/tools.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** A tool without its secrets: masks stand in their place. */
export type ToolView = Omit<ToolRow, "sealedUrl" | "sealedHeaders" | "createdBy">;

/** The tools in use, by name. Needs `tools:read`. */
export async function viewTools(actor: Actor): Promise<Result<ToolView[], "forbidden">> {
  if (!can(actor, "tools:read")) return refuse("forbidden");
  return accept((await listTools(db())).map(viewOf));
}

/** A tool, archived or not, with the templates that call it. Needs `tools:read`. */
export async function viewTool(
  actor: Actor,
  id: string,
): Promise<Result<ToolView & { usedIn: { id: string; name: string }[] }, "forbidden" | "not_found">> {
  if (!can(actor, "tools:read")) return refuse("forbidden");
  const tool = await findTool(db(), id);
  if (!tool) return refuse("not_found");
  return accept({ ...viewOf(tool), usedIn: await listTemplatesUsing(db(), id) });
}

function viewOf({ sealedUrl: _url, sealedHeaders: _headers, createdBy: _by, ...tool }: ToolRow): ToolView {
  return tool;
}
