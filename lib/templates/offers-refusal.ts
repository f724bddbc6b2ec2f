import type { Db } from "#db/client.ts";
import { holdsRowsOf } from "#db/queries/knowledge/documents.ts";
import { refuse } from "#lib/result.ts";
import { offersOf } from "./offers.ts";
import type { TemplateBody } from "./template.ts";

export type OffersRefusalCode =
  | "tool_unknown"
  | "tool_archived"
  | "collection_unknown"
  | "collection_archived"
  | "examples_dataset_gone"
  | "examples_dataset_archived"
  | "examples_not_in_collection";

/**
 * Why nothing can be made by a template: a tool that its steps call is gone, a collection that they search, or the
 * rows that they take examples from; `null` where none is.
 */
export async function offersRefusal(
  tx: Db,
  template: Pick<TemplateBody, "steps">,
): Promise<ReturnType<typeof refuse<OffersRefusalCode>> | null> {
  const { tools, collections, datasets } = await offersOf(tx, template);
  for (const step of template.steps) {
    if (step.kind === "http") {
      const tool = tools.find(({ id }) => id === step.toolId);
      if (!tool) return refuse("tool_unknown");
      if (tool.isArchived) return refuse("tool_archived", { tool: tool.name });
    }
    if (step.kind === "examples") {
      const dataset = datasets.find(({ id }) => id === step.datasetId);
      if (!dataset) return refuse("examples_dataset_gone", { step: step.name });
      if (dataset.isArchived) return refuse("examples_dataset_archived", { name: dataset.name });
    }
    if (step.kind === "retrieve" || (step.kind === "examples" && step.pick === "nearest")) {
      const collection = collections.find(({ id }) => id === step.collectionId);
      if (!collection) return refuse("collection_unknown");
      if (collection.isArchived) return refuse("collection_archived", { name: collection.name });
      if (step.kind === "examples" && !(await holdsRowsOf(tx, step)))
        return refuse("examples_not_in_collection", { step: step.name, name: collection.name });
    }
  }
  return null;
}
