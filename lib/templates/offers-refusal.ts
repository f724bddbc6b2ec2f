import type { Db } from "#db/client.ts";
import { refuse } from "#lib/result.ts";
import { offersOf } from "./offers.ts";
import type { TemplateBody } from "./template.ts";

export type OffersRefusalCode =
  | "tool_unknown"
  | "tool_archived"
  | "collection_unknown"
  | "collection_archived";

/**
 * Why nothing can be made by a template: a tool that its steps call is gone, or a collection that they search; `null`
 * where none is.
 */
export async function offersRefusal(
  tx: Db,
  template: Pick<TemplateBody, "steps">,
): Promise<ReturnType<typeof refuse<OffersRefusalCode>> | null> {
  const { tools, collections } = await offersOf(tx, template);
  for (const step of template.steps) {
    if (step.kind === "http") {
      const tool = tools.find(({ id }) => id === step.toolId);
      if (!tool) return refuse("tool_unknown");
      if (tool.isArchived) return refuse("tool_archived", { tool: tool.name });
    }
    if (step.kind === "retrieve") {
      const collection = collections.find(({ id }) => id === step.collectionId);
      if (!collection) return refuse("collection_unknown");
      if (collection.isArchived) return refuse("collection_archived", { name: collection.name });
    }
  }
  return null;
}
