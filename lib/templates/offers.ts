import type { Db } from "#db/client.ts";
import { loadOfferedCollections, type OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { toolsOf } from "./resolve-tools.ts";
import type { TemplateBody } from "./template.ts";

/** What steps of a template may use that others keep. */
export interface Offers {
  tools: readonly OfferedTool[];
  collections: readonly OfferedCollection[];
}

/** What the steps of a template use, archived ones among it; without a question where they use nothing. */
export async function offersOf(tx: Db, body: Pick<TemplateBody, "steps">): Promise<Offers> {
  const ids = body.steps.flatMap((step) => (step.kind === "retrieve" ? [step.collectionId] : []));
  return { tools: await toolsOf(tx, body), collections: await loadOfferedCollections(tx, ids) };
}
