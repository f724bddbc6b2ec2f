import { db } from "#db/client.ts";
import { insertDataset, rememberColumnMatches } from "#db/queries/datasets-import.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import { normaliseHeader } from "./header.ts";
import type { InspectChoice } from "./inspect-file.ts";
import { inspectUpload } from "./inspect-upload.ts";
import { importDataset } from "./jobs.ts";
import { keyColumn } from "./key-column.ts";
import { type ImportChoice, planImport } from "./plan-import.ts";

export interface NewDataset extends InspectChoice, ImportChoice {
  uploadId: string;
  /** The file's name without its extension when none is given. */
  name?: string | undefined;
}

/**
 * Makes a dataset of an upload: looks into the file, plans the import and queues it.
 * @returns, beside it, what was guessed about the file and what will not be read as it looks.
 * Refuses with what is wrong with the file, its header or the mapping.
 */
export async function createDataset(
  actor: Actor,
  { uploadId, name, mapping, columns, fixes, ...choice }: NewDataset,
): Promise<Result<{ id: string; status: "importing"; notices: Refusal[] }>> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const inspected = await inspectUpload(actor, uploadId, choice);
  if (!inspected.ok) return inspected;
  const { upload, inspection } = inspected.value;
  const plan = planImport(inspection, { mapping, columns, fixes });
  if (!plan.ok) return plan;
  const taken = new Set(plan.value.columns.map(({ index }) => index));
  const keyIndex = keyColumn(
    inspection.columns.filter(({ index }) => taken.has(index)),
    inspection.rowsRead,
  );
  const id = newId();
  const named = name?.trim() || upload.fileName.replace(/\.[^.]+$/, "") || upload.fileName;
  const matches = Object.entries(mapping ?? {}).flatMap(([header, input]) =>
    input ? [{ header: normaliseHeader(header), input }] : [],
  );
  await db().transaction(async (tx) => {
    await insertDataset(tx, {
      id,
      name: named,
      status: "importing",
      uploadId,
      importPlan: plan.value,
      keyColumn: plan.value.columns.find(({ index }) => index === keyIndex)?.name ?? null,
      columns: plan.value.columns.map(({ index: _, ...column }) => ({
        ...column,
        filled: 0,
        distinct: 0,
        maxLength: 0,
      })),
      createdBy: actor.memberId,
    });
    await rememberColumnMatches(tx, actor.memberId, uniqueByHeader(matches));
    await enqueue(tx, importDataset, { datasetId: id });
    const after = { name: named, fileName: upload.fileName, bytes: upload.bytes };
    await recordAudit(tx, actor, { action: "datasets.create", targetType: "dataset", targetId: id, after });
  });
  return accept({ id, status: "importing", notices: inspection.notices });
}

function uniqueByHeader<Match extends { header: string }>(matches: Match[]): Match[] {
  return [...new Map(matches.map((match) => [match.header, match])).values()];
}
