import { type Db, db } from "#db/client.ts";
import {
  type CatalogueImportRow,
  clearStage,
  findImport,
  isWriting,
  lockImport,
  updateImport,
  wasPushedSince,
  wasWrittenSince,
} from "#db/queries/catalogue/imports.ts";
import { takeTurn } from "#db/queries/catalogue/write-products.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { catalogueImportJob } from "../jobs.ts";

type Refused = "forbidden" | "not_found" | "import_not_ready" | "import_outdated" | "catalogue_busy";

/**
 * Writes what a dry run has shown. It is done in one go: what was begun goes on, whatever happens to a process. Needs
 * `catalogue:write`. Refuses an import that is not ready, one whose dry run another import or a push has overtaken,
 * and while another one writes.
 */
export async function commitCatalogueImport(
  actor: Actor,
  { id }: { id: string },
): Promise<Result<{ id: string }, Refused>> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  // Before the turn is taken: a file of a million products is not looked up while other writers wait.
  const shown = await findImport(db(), id);
  const isPushedOver = shown?.status === "ready" && (await wasPushedSince(db(), shown.createdAt, id));
  return db().transaction(async (tx) => {
    await takeTurn(tx);
    const row = await lockImport(tx, id);
    if (!row) return refuse("not_found");
    // Asked for twice, it is done once.
    if (row.status === "committing" || row.status === "committed") return accept({ id });
    if (row.status !== "ready" || !row.readAt) return refuse("import_not_ready");
    if (await isWriting(tx)) return refuse("catalogue_busy");
    if (isPushedOver || (await wasWrittenSince(tx, row.createdAt, id))) return refuse("import_outdated");
    await updateImport(tx, id, { status: "committing", appliedTo: 0, committedAt: new Date() });
    await enqueue(tx, catalogueImportJob, { importId: id });
    const { newCount, changedCount } = row;
    await recordAudit(tx, actor, {
      action: "catalogue.commit",
      targetType: "catalogue-import",
      targetId: id,
      after: { fileName: row.fileName, newCount, changedCount },
    });
    return accept({ id });
  });
}

/**
 * Takes back what an import did: its changed products are again what they were, its new ones go; those that have
 * changed since stay. Needs `catalogue:write`. Refuses an import that has written nothing, and while another one writes.
 */
export async function rollBackCatalogueImport(
  actor: Actor,
  { id }: { id: string },
): Promise<
  Result<{ id: string }, Exclude<Refused, "import_not_ready" | "import_outdated"> | "import_not_written">
> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    await takeTurn(tx);
    const row = await lockImport(tx, id);
    if (!row) return refuse("not_found");
    if (row.status === "rolling-back" || row.status === "rolled-back") return accept({ id });
    const hasWritten = row.status === "committed" || (row.status === "failed" && row.appliedTo > 0);
    if (!hasWritten) return refuse("import_not_written");
    if (await isWriting(tx)) return refuse("catalogue_busy");
    await updateImport(tx, id, { status: "rolling-back", appliedTo: 0, keptCount: 0, failure: null });
    await enqueue(tx, catalogueImportJob, { importId: id });
    await recordAudit(tx, actor, {
      action: "catalogue.rollback",
      targetType: "catalogue-import",
      targetId: id,
      before: { fileName: row.fileName },
    });
    return accept({ id });
  });
}

/** Gives up an import that has written nothing. Needs `catalogue:write`. Refuses one that has. */
export async function discardCatalogueImport(
  actor: Actor,
  { id }: { id: string },
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "import_written">> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const row = await lockImport(tx, id);
    if (!row) return refuse("not_found");
    const isEarly = row.status === "reading" || row.status === "ready";
    if (!isEarly && !(row.status === "failed" && row.appliedTo === 0)) return refuse("import_written");
    await giveUp(tx, actor, row);
    return accept({ id });
  });
}

/** Ends an import that has written nothing. */
export async function giveUp(
  tx: Db,
  actor: Actor,
  { id, fileName }: Pick<CatalogueImportRow, "id" | "fileName">,
): Promise<void> {
  await updateImport(tx, id, { status: "discarded", finishedAt: new Date() });
  await clearStage(tx, id);
  await recordAudit(tx, actor, {
    action: "catalogue.discard",
    targetType: "catalogue-import",
    targetId: id,
    before: { fileName },
  });
}
