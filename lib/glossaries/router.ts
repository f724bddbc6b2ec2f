import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import {
  betweenVersions,
  managedTableSchemas,
  readableImport,
  tableImportInput,
  tableVersion,
} from "#lib/api/managed-tables.ts";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { discardUpload } from "#lib/api/receive-upload.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { TABLE_FORMATS } from "#lib/table-format.ts";
import { exportGlossary } from "./export-glossary.ts";
import { glossaryEntrySchema, MOST_TERMS } from "./glossary.ts";
import { importGlossary } from "./import-glossary.ts";
import { archiveGlossary, createGlossary, renameGlossary, replaceGlossaryEntries } from "./save-glossary.ts";
import { viewGlossaries, viewGlossary, viewGlossaryChanges } from "./view-glossaries.ts";

const tags = ["Glossaries"];
const idInput = z.object({ id: z.string() });
const nameSchema = plainName();
const schemas = managedTableSchemas(glossaryEntrySchema, MOST_TERMS);

const list = authenticated
  .route({ method: "GET", path: "/glossaries", summary: "Glossaries in use, in one page", tags })
  .input(pageInput)
  .output(pageOf(schemas.summary))
  .handler(async ({ context: { actor } }) => ({
    items: orRefuse(await viewGlossaries(actor)),
    nextCursor: null,
  }));

const get = authenticated
  .route({ method: "GET", path: "/glossaries/{id}", summary: "A glossary with its terms", tags })
  .input(idInput)
  .output(schemas.whole)
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewGlossary(actor, input.id)));

const create = authenticated
  .meta({ takesLargeJsonWith: "glossaries:write" })
  .route({ method: "POST", path: "/glossaries", successStatus: 201, summary: "Make a glossary", tags })
  .input(z.object({ name: nameSchema, entries: schemas.entries.default([]) }))
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createGlossary(actor, input)));

const change = authenticated
  .route({ method: "PATCH", path: "/glossaries/{id}", summary: "Rename a glossary", tags })
  .input(idInput.extend({ name: nameSchema }))
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, name } }) =>
    orRefuse(await renameGlossary(actor, id, name)),
  );

const putEntries = authenticated
  .meta({ takesLargeJsonWith: "glossaries:write" })
  .route({
    method: "PUT",
    path: "/glossaries/{id}/entries",
    summary: "Keep other terms, as the next version",
    tags,
  })
  .input(schemas.newEntries)
  .output(z.object({ version: z.int() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await replaceGlossaryEntries(actor, id, input)),
  );

const importFile = authenticated
  .meta({ takesFileWith: "glossaries:write" })
  .route({
    method: "POST",
    path: "/glossaries/{id}/import",
    summary: "Take a file's terms (csv, xlsx, TMX), or tell what it would change",
    tags,
    spec: multipart(tableImportInput.spec),
  })
  .input(idInput.extend(tableImportInput.fields))
  .output(schemas.imported)
  .handler(async ({ context: { actor, file, locale }, input: { id, ...choice } }) => {
    try {
      return readableImport(orRefuse(await importGlossary(actor, id, { file, ...choice })), locale);
    } finally {
      if (file) await discardUpload(file);
    }
  });

const file = authenticated
  .route({
    method: "GET",
    path: "/glossaries/{id}/file",
    summary: "A glossary as a file",
    tags,
    outputStructure: "detailed",
  })
  .input(
    idInput.extend({
      format: z.enum([...TABLE_FORMATS, "tmx"]).default("csv"),
      version: tableVersion.optional().describe("An earlier one"),
      sourceLanguage: z.string().max(35).default("en").describe("Of its terms, as TMX has to say"),
    }),
  )
  .output(downloadSchema)
  .handler(async ({ context: { actor }, input: { id, ...asked } }) =>
    asDownload(orRefuse(await exportGlossary(actor, id, asked))),
  );

const changes = authenticated
  .route({
    method: "GET",
    path: "/glossaries/{id}/changes",
    summary: "What changed from one version to another",
    tags,
  })
  .input(betweenVersions)
  .output(schemas.changes)
  .handler(async ({ context: { actor }, input: { id, ...versions } }) => ({
    items: orRefuse(await viewGlossaryChanges(actor, id, versions)),
  }));

const archive = authenticated
  .route({
    method: "DELETE",
    path: "/glossaries/{id}",
    successStatus: 204,
    summary: "Take a glossary out of use",
    tags,
  })
  .input(idInput)
  .handler(async ({ context: { actor }, input }) => {
    orRefuse(await archiveGlossary(actor, input.id));
  });

export const glossariesRouter = {
  list,
  get,
  create,
  change,
  putEntries,
  import: importFile,
  file,
  changes,
  archive,
};
