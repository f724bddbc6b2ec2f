import { db } from "#db/client.ts";
import { findImport } from "#db/queries/catalogue/imports.ts";
import { createCatalogueImport, type NewCatalogueImport } from "#lib/catalogue/imports/create-import.ts";
import { commitCatalogueImport, rollBackCatalogueImport } from "#lib/catalogue/imports/end-import.ts";
import { runCatalogueImport } from "#lib/catalogue/imports/run-import.ts";
import { operator, uploadFile } from "#tests/datasets/import-file.ts";

const { signal } = new AbortController();

/** Does a dry run of a file to its end, as the worker would. @returns the id of the import. */
export async function dryRun(
  content: string | { path: string },
  choice: Partial<NewCatalogueImport> = {},
  fileName = "products.csv",
): Promise<string> {
  const uploadId = await uploadFile(operator, fileName, content);
  const created = await createCatalogueImport(operator, { dryRun: true, key: "sku", ...choice, uploadId });
  if (!created.ok) throw new Error(created.refusal.code);
  await runCatalogueImport({ importId: created.value.id }, signal);
  return created.value.id;
}

/** Writes what a dry run has shown, as the worker would. */
export async function commit(importId: string): Promise<void> {
  const asked = await commitCatalogueImport(operator, { id: importId });
  if (!asked.ok) throw new Error(asked.refusal.code);
  await runCatalogueImport({ importId }, signal);
}

/** Takes back what an import did, as the worker would. */
export async function rollBack(importId: string): Promise<void> {
  const asked = await rollBackCatalogueImport(operator, { id: importId });
  if (!asked.ok) throw new Error(asked.refusal.code);
  await runCatalogueImport({ importId }, signal);
}

/** A dry run and its commit. @returns the id of the import. */
export async function importCatalogue(
  content: string | { path: string },
  choice: Partial<NewCatalogueImport> = {},
  fileName?: string,
): Promise<string> {
  const id = await dryRun(content, choice, fileName);
  await commit(id);
  return id;
}

/** What an import's file came to. */
export async function countsOf(importId: string) {
  const row = await findImport(db(), importId);
  if (!row) throw new Error("The import is gone.");
  const { status, newCount, changedCount, unchangedCount, invalidCount, olderCount, keptCount } = row;
  return {
    ...{ status, new: newCount, changed: changedCount, unchanged: unchangedCount },
    ...{ invalid: invalidCount, older: olderCount, kept: keptCount },
  };
}
