import type { Db } from "#db/client.ts";
import { findTools } from "#db/queries/tools/tools.ts";
import type { OfferedTool } from "./tool.ts";

/** The tools of these ids as authors see them, archived ones among them. */
export async function loadOfferedTools(tx: Db, ids: readonly string[]): Promise<OfferedTool[]> {
  if (ids.length === 0) return [];
  return (await findTools(tx, [...new Set(ids)])).map(({ id, name, archivedAt, inputSchema }) => ({
    ...{ id, name, inputSchema },
    isArchived: archivedAt !== null,
  }));
}
