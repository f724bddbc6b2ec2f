import type { Db } from "#db/client.ts";
import { findDatasetsNamed } from "#db/queries/datasets.ts";
import { loadOfferedCollections, type OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { loadOfferedModels, type OfferedModel } from "./offered-model.ts";
import { toolsOf } from "./resolve-tools.ts";
import type { TemplateBody } from "./template.ts";

/** A dataset that examples may be taken from. */
export interface OfferedDataset {
  id: string;
  name: string;
  /** Their names. */
  columns: readonly string[];
  rowCount: number;
  isArchived: boolean;
}

/** What steps and languages of a template may use that others keep. */
export interface Offers {
  tools: readonly OfferedTool[];
  collections: readonly OfferedCollection[];
  datasets: readonly OfferedDataset[];
  /** Of its languages. */
  models: readonly OfferedModel[];
}

/** What the steps of a template use, archived ones among it; without a question where they use nothing. */
export async function offersOf(
  tx: Db,
  body: Pick<TemplateBody, "steps"> & Partial<Pick<TemplateBody, "languageOverrides">>,
): Promise<Offers> {
  const searched = body.steps.flatMap((step) => {
    const searches = step.kind === "retrieve" || (step.kind === "examples" && step.pick === "nearest");
    return searches ? [step.collectionId] : [];
  });
  const taken = body.steps.flatMap((step) => (step.kind === "examples" ? [step.datasetId] : []));
  return {
    tools: await toolsOf(tx, body),
    collections: await loadOfferedCollections(tx, searched),
    datasets: await loadOfferedDatasets(tx, taken),
    models: await loadOfferedModels(tx, body.languageOverrides ?? {}),
  };
}

async function loadOfferedDatasets(tx: Db, ids: readonly string[]): Promise<OfferedDataset[]> {
  const found = ids.length === 0 ? [] : await findDatasetsNamed(tx, [...new Set(ids)]);
  return found.map(({ id, name, columns, rowCount, archivedAt }) => ({
    ...{ id, name, rowCount, isArchived: archivedAt !== null },
    columns: columns.map((column) => column.name),
  }));
}
