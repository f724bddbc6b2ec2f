import { type Db, db } from "#db/client.ts";
import { findDatasetWithOrigin, findNewerVersion } from "#db/queries/datasets.ts";
import { insertDataset, rememberColumnMatches } from "#db/queries/datasets-import.ts";
import { lockDataset } from "#db/queries/datasets-mend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import { chosenOver, formerImport } from "./former-import.ts";
import { normaliseHeader } from "./header.ts";
import { type ImportPlan, importPlanSchema } from "./import-plan.ts";
import type { InspectChoice, Inspection } from "./inspect-file.ts";
import { inspectUpload } from "./inspect-upload.ts";
import { importDataset } from "./jobs.ts";
import { keyColumn } from "./key-column.ts";
import { type ImportChoice, planImport } from "./plan-import.ts";
import type { Split } from "./split.ts";

export interface NewDataset extends InspectChoice, ImportChoice {
  uploadId: string;
  /** The file's name without its extension when none is given. */
  name?: string | undefined;
  /** The dataset that this is the next version of: what is not chosen here is taken as it was there. */
  versionOf?: string | undefined;
}

/**
 * Makes a dataset of an upload: looks into the file, plans the import and queues it.
 * @returns, beside it, what was guessed about the file and what will not be read as it looks.
 * Refuses with what is wrong with the file, its header or the mapping; and a version of a dataset that is not there, is not
 * ready, or has a newer version already.
 */
export async function createDataset(
  actor: Actor,
  { uploadId, name, versionOf, mapping, columns, fixes, ...choice }: NewDataset,
): Promise<Result<{ id: string; status: "importing"; notices: Refusal[] }>> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const inspected = await inspectUpload(actor, uploadId, choice);
  if (!inspected.ok) return inspected;
  const { upload, inspection } = inspected.value;
  const taken = await takenAs(
    versionOf,
    inspection.columns.map(({ header }) => header),
    { mapping, columns, fixes },
  );
  if (!taken.ok) return taken;
  const plan = planImport(inspection, taken.value.choice);
  if (!plan.ok) return plan;
  const id = newId();
  const named = name?.trim() || upload.fileName.replace(/\.[^.]+$/, "") || upload.fileName;
  const matches = Object.entries(mapping ?? {}).flatMap(([header, input]) =>
    input ? [{ header: normaliseHeader(header), input }] : [],
  );
  return db().transaction(async (tx) => {
    const version = await nextVersion(tx, versionOf);
    if (!version.ok) return version;
    await insertDataset(tx, {
      id,
      name: named,
      ...version.value,
      split: splitAs(taken.value.split, plan.value),
      status: "importing",
      uploadId,
      importPlan: plan.value,
      keyColumn: keyOf(inspection, plan.value, taken.value.keyColumn),
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
    const after = { name: named, fileName: upload.fileName, bytes: upload.bytes, ...version.value };
    await recordAudit(tx, actor, { action: "datasets.create", targetType: "dataset", targetId: id, after });
    return accept({ id, status: "importing", notices: inspection.notices });
  });
}

/** The column by which rows are named: in a version the one that it was, where it is there. */
function keyOf(inspection: Inspection, { columns }: ImportPlan, former: string | null): string | null {
  if (columns.some(({ name }) => name === former)) return former;
  const taken = inspection.columns.filter(({ index }) => columns.some((column) => column.index === index));
  const index = keyColumn(taken, inspection.rowsRead);
  return columns.find((column) => column.index === index)?.name ?? null;
}

/** A version is split as the former one was, where the column that says how is still there. */
function splitAs(former: Split | null, { columns }: ImportPlan): Split | null {
  if (former?.by !== "column") return former;
  return columns.some(({ name }) => name === former.column) ? former : null;
}

/** How the columns are taken: as they are chosen, and in a version as they were before. */
async function takenAs(
  versionOf: string | undefined,
  headers: readonly string[],
  choice: ImportChoice,
): Promise<Result<{ choice: ImportChoice; keyColumn: string | null; split: Split | null }>> {
  if (versionOf === undefined) return accept({ choice, keyColumn: null, split: null });
  const former = await findDatasetWithOrigin(db(), versionOf);
  if (!former) return refuseVersion("dataset_not_found");
  const { columns, keyColumn, split } = former;
  const plan = importPlanSchema.safeParse(former.importPlan).data ?? null;
  return accept({ choice: chosenOver(formerImport(headers, { columns, plan }), choice), keyColumn, split });
}

/** Where it comes in the line of versions, which is one: the former one is held, so that it gets one next version. */
async function nextVersion(
  tx: Db,
  versionOf: string | undefined,
): Promise<Result<{ versionOf?: string; version?: number }>> {
  if (versionOf === undefined) return accept({});
  const former = await lockDataset(tx, versionOf);
  if (!former) return refuseVersion("dataset_not_found");
  if (former.status !== "ready") return refuseVersion("dataset_not_ready", { name: former.name });
  const newer = await findNewerVersion(tx, versionOf);
  if (newer) return refuseVersion("newer_version", { name: newer.name, version: newer.version });
  return accept({ versionOf, version: former.version + 1 });
}

function refuseVersion(code: string, params?: Record<string, string | number>) {
  return refuse(code, params, [{ path: "versionOf", code, ...(params && { params }) }]);
}

function uniqueByHeader<Match extends { header: string }>(matches: Match[]): Match[] {
  return [...new Map(matches.map((match) => [match.header, match])).values()];
}
