import { db } from "#db/client.ts";
import {
  type CatalogueImportRow,
  findImport,
  insertImport,
  lockImport,
} from "#db/queries/catalogue/imports.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { CellFix } from "#lib/datasets/cell-fix.ts";
import { tidyHeader } from "#lib/datasets/header.ts";
import type { InspectChoice, Inspection } from "#lib/datasets/inspect-file.ts";
import { type InspectedUpload, inspectUpload } from "#lib/datasets/inspect-upload.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import { catalogueImportJob } from "../jobs.ts";
import { giveUp } from "./end-import.ts";
import {
  type CatalogueImportChoice,
  catalogueImportPlanSchema,
  likelyTarget,
  planCatalogueImport,
} from "./import-plan.ts";
import { offerOf, type PresetOffer, recognisePreset } from "./presets/recognise-preset.ts";

export interface NewCatalogueImport extends InspectChoice, CatalogueImportChoice {
  uploadId: string;
  /** Whether somebody wants to look at what it would do before it does. */
  dryRun: boolean;
}

/**
 * Begins an import of an upload into the catalogue. Needs `catalogue:write`. Refuses with what is wrong with the file,
 * its header, the key or the mapping.
 * @returns, beside it, what was guessed about the file and what will not be read as it looks.
 */
export async function createCatalogueImport(
  actor: Actor,
  { uploadId, dryRun, key, mapping, preset, ...choice }: NewCatalogueImport,
): Promise<Result<{ id: string; notices: Refusal[] }>> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  const asked = [...(key === undefined ? [] : [key]), ...Object.keys(mapping ?? {})];
  const inspected = await inspectWithHeader(actor, uploadId, choice, (headers) =>
    asked.every((header) => headers.includes(header)),
  );
  if (!inspected.ok) return inspected;
  const { upload, inspection } = inspected.value;
  const plan = planCatalogueImport(inspection, { key, mapping, preset });
  if (!plan.ok) return plan;
  const { fileName, bytes } = upload;
  const id = await begin(actor, { uploadId, fileName, bytes, plan: plan.value, dryRun });
  return accept({ id, notices: inspection.notices });
}

/**
 * Begins an import again, of the same file and as its columns were taken then: its dry run is as the catalogue is now, and
 * takes the place of one that waits. Needs `catalogue:write`. Where its file is no longer kept, the new one says so.
 * @param fixes of cells that do not fit, instead of those it was read with. Refuses one of a column that was not taken.
 */
export async function repeatCatalogueImport(
  actor: Actor,
  { id, fixes }: { id: string; fixes?: readonly CellFix[] | undefined },
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "unknown_header">> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  const before = await findImport(db(), id);
  if (!before) return refuse("not_found");
  const { uploadId, fileName, bytes } = before;
  const plan = catalogueImportPlanSchema.parse(before.plan);
  const headers = plan.columns.map(({ header }) => header);
  const astray = fixes?.find(({ column }) => !headers.includes(column));
  if (astray) return refuse("unknown_header", { header: astray.column, headers: headers.join(", ") });
  const mended = fixes ? { ...plan, file: { ...plan.file, fixes: [...fixes] } } : plan;
  return accept({ id: await begin(actor, { uploadId, fileName, bytes, plan: mended, dryRun: true }, id) });
}

async function begin(
  actor: Actor,
  {
    uploadId,
    fileName,
    bytes,
    plan,
    dryRun,
  }: Pick<CatalogueImportRow, "uploadId" | "fileName" | "bytes" | "plan" | "dryRun">,
  insteadOf?: string,
): Promise<string> {
  const id = newId();
  await db().transaction(async (tx) => {
    const former = insteadOf === undefined ? null : await lockImport(tx, insteadOf);
    if (former?.status === "ready") await giveUp(tx, actor, former);
    const row = { id, uploadId, fileName, bytes, plan, dryRun, createdBy: actor.memberId };
    await insertImport(tx, { ...row, status: "reading" });
    await enqueue(tx, catalogueImportJob, { importId: id });
    await recordAudit(tx, actor, {
      action: "catalogue.import",
      targetType: "catalogue-import",
      targetId: id,
      after: { fileName, bytes, dryRun },
    });
  });
  return id;
}

/** What each column of an upload may be: as the shop or marketplace has it whose file it is, and as its name sounds. */
export interface ImportOffer extends InspectedUpload {
  offer: PresetOffer | null;
  /** Where no shop's or marketplace's file was recognised. */
  likely: Record<string, string>;
}

/**
 * Looks into an upload that is to go into the catalogue, and says what its columns may be: offered, never forced. Needs
 * `catalogue:write`. Refuses with what is wrong with the file.
 */
export async function offerImport(
  actor: Actor,
  { uploadId, ...choice }: InspectChoice & { uploadId: string },
): Promise<Result<ImportOffer>> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  const inspected = await inspectWithHeader(
    actor,
    uploadId,
    choice,
    (headers) => recognisePreset(headers) !== null,
  );
  if (!inspected.ok) return inspected;
  const headers = inspected.value.inspection.columns.map(({ header }) => header);
  const preset = recognisePreset(headers);
  const likely = Object.fromEntries(headers.map((header) => [header, likelyTarget(header)]));
  return accept({ ...inspected.value, offer: preset && offerOf(preset, headers), likely });
}

/**
 * Looks into an upload, with another of its first rows as the header where that one is what was looked for and the
 * likeliest is not: Amazon's headers have three rows.
 */
async function inspectWithHeader(
  actor: Actor,
  uploadId: string,
  choice: InspectChoice,
  isHeader: (headers: string[]) => boolean,
): Promise<Result<InspectedUpload>> {
  const first = await inspectUpload(actor, uploadId, choice);
  if (!first.ok || choice.headerRow !== undefined) return first;
  const { inspection } = first.value;
  if (isHeader(inspection.columns.map(({ header }) => header))) return first;
  const headerRow = otherHeader(inspection, isHeader);
  return headerRow === null ? first : inspectUpload(actor, uploadId, { ...choice, headerRow });
}

function otherHeader({ firstRows, headerRow }: Inspection, isHeader: (headers: string[]) => boolean) {
  const found = firstRows.find(
    ({ sourceRow, cells }) => sourceRow !== headerRow && isHeader(cells.map(tidyHeader)),
  );
  return found?.sourceRow ?? null;
}
