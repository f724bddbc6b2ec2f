import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { glossaryVersionsOf } from "#db/queries/glossaries.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { GlossaryVersion } from "./load-glossaries.ts";

/** The glossaries of a template at the versions they are at now, for a run to go by; refuses one that is not in use. */
export async function fixGlossaries(
  tx: Db,
  { glossaryIds }: { glossaryIds: readonly string[] },
): Promise<Result<GlossaryVersion[], "glossary_not_found">> {
  if (glossaryIds.length === 0) return accept([]);
  const inUse = await glossaryVersionsOf(
    tx,
    glossaryIds.filter((id) => isUuid(id)),
  );
  const gone = glossaryIds.find((id) => !inUse.some((one) => one.id === id));
  return gone === undefined ? accept(inUse) : refuse("glossary_not_found", { id: gone });
}
