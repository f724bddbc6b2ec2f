import { db } from "#db/client.ts";
import { findDatasetWithOrigin } from "#db/queries/datasets.ts";
import { findColumnMatches, findImportOfLayout } from "#db/queries/datasets-import.ts";
import type { Upload } from "#db/queries/datasets-uploads.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { formerImport } from "./former-import.ts";
import { importPlanSchema } from "./import-plan.ts";
import type { InspectChoice, Inspection } from "./inspect-file.ts";
import { inspectUpload } from "./inspect-upload.ts";
import { layoutOf, type RememberedImport } from "./layout.ts";
import { matchColumns } from "./match-columns.ts";

export interface UploadPreview {
  upload: Upload;
  inspection: Inspection;
  /** Header → input, as remembered for this member or by the same name. */
  matches: Map<string, string>;
  /**
   * How the former version was imported, else the last file with the same columns, by whoever; `null` where there was
   * none.
   */
  remembered: (RememberedImport & { dataset: { id: string; name: string } }) | null;
}

/**
 * What an upload holds, and which inputs its columns stand for.
 * @param inputs names that a template asks for; none leaves only what was remembered.
 * @param versionOf the dataset that it is to be the next version of. Refuses one that is not there.
 */
export async function previewUpload(
  actor: Actor,
  {
    uploadId,
    inputs,
    versionOf,
    ...choice
  }: InspectChoice & { uploadId: string; inputs: readonly string[]; versionOf?: string | undefined },
): Promise<Result<UploadPreview>> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const inspected = await inspectUpload(actor, uploadId, choice);
  if (!inspected.ok) return inspected;
  const headers = inspected.value.inspection.columns.map(({ header }) => header);
  const matches = matchColumns(headers, inputs, await findColumnMatches(db(), actor.memberId));
  if (versionOf === undefined)
    return accept({ ...inspected.value, matches, remembered: await remember(headers) });
  const former = await findDatasetWithOrigin(db(), versionOf);
  if (!former)
    return refuse("dataset_not_found", undefined, [{ path: "versionOf", code: "dataset_not_found" }]);
  const { id, name, columns } = former;
  const plan = importPlanSchema.safeParse(former.importPlan).data ?? null;
  const remembered = { ...formerImport(headers, { columns, plan }), dataset: { id, name } };
  return accept({ ...inspected.value, matches, remembered });
}

async function remember(headers: readonly string[]): Promise<UploadPreview["remembered"]> {
  const last = headers.length > 0 ? await findImportOfLayout(db(), layoutOf(headers)) : null;
  const plan = importPlanSchema.safeParse(last?.importPlan);
  if (!last || !plan.success) return null;
  const { columns } = plan.data;
  return {
    ...formerImport(headers, { columns, plan: plan.data }),
    dataset: { id: last.id, name: last.name },
  };
}
