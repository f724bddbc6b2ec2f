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
import { languageSchema } from "#lib/templates/language-tag.ts";
import { exportLexicon } from "./export-lexicon.ts";
import { importLexicon } from "./import-lexicon.ts";
import { lexiconEntrySchema, MOST_ENTRIES, severitySchema } from "./lexicon.ts";
import { archiveLexicon, changeLexicon, createLexicon, replaceEntries } from "./save-lexicon.ts";
import { tryLexicon } from "./try-lexicon.ts";
import { viewLexicon, viewLexiconChanges, viewLexicons } from "./view-lexicons.ts";

const tags = ["Checks"];
const idInput = z.object({ id: z.string() });
const nameSchema = plainName();
const languagesSchema = z
  .array(languageSchema)
  .max(100)
  .describe("Tags it holds for: `zh` holds for every `zh-…`; none: every language");
const holdsFor = { languages: z.array(z.string()) };
const schemas = managedTableSchemas(lexiconEntrySchema, MOST_ENTRIES);

const list = authenticated
  .route({ method: "GET", path: "/lexicons", summary: "Lexicons in use, in one page", tags })
  .input(pageInput)
  .output(pageOf(schemas.summary.extend(holdsFor)))
  .handler(async ({ context: { actor } }) => ({
    items: orRefuse(await viewLexicons(actor)),
    nextCursor: null,
  }));

const get = authenticated
  .route({ method: "GET", path: "/lexicons/{id}", summary: "A lexicon with its terms", tags })
  .input(idInput)
  .output(schemas.whole.extend(holdsFor))
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewLexicon(actor, input.id)));

const create = authenticated
  .meta({ takesLargeJsonWith: "lexicons:write" })
  .route({ method: "POST", path: "/lexicons", successStatus: 201, summary: "Make a lexicon", tags })
  .input(
    z.object({
      name: nameSchema,
      languages: languagesSchema.default([]),
      entries: schemas.entries.default([]),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createLexicon(actor, input)));

const change = authenticated
  .route({
    method: "PATCH",
    path: "/lexicons/{id}",
    summary: "Rename a lexicon or change its languages",
    tags,
  })
  .input(idInput.extend({ name: nameSchema.optional(), languages: languagesSchema.optional() }))
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await changeLexicon(actor, id, input)),
  );

const putEntries = authenticated
  .meta({ takesLargeJsonWith: "lexicons:write" })
  .route({
    method: "PUT",
    path: "/lexicons/{id}/entries",
    summary: "Keep other terms, as the next version",
    tags,
  })
  .input(schemas.newEntries)
  .output(z.object({ version: z.int() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await replaceEntries(actor, id, input)),
  );

const tryText = authenticated
  .route({ method: "POST", path: "/lexicons/{id}/try", summary: "What a lexicon finds in a text", tags })
  .input(idInput.extend({ text: z.string().max(100_000), language: languageSchema.default("en") }))
  .output(
    z.object({
      hits: z.array(
        z.object({
          term: z.string(),
          from: z.int().describe("In code points"),
          to: z.int(),
          severity: severitySchema,
          category: z.string().nullable(),
          suggestion: z.string().nullable(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input: { id, ...input } }) => ({
    hits: orRefuse(await tryLexicon(actor, id, input)),
  }));

const importFile = authenticated
  .meta({ takesFileWith: "lexicons:write" })
  .route({
    method: "POST",
    path: "/lexicons/{id}/import",
    summary: "Take a file's terms (csv, xlsx), or tell what it would change",
    tags,
    spec: multipart(tableImportInput.spec),
  })
  .input(idInput.extend(tableImportInput.fields))
  .output(schemas.imported)
  .handler(async ({ context: { actor, file, locale }, input: { id, ...choice } }) => {
    try {
      return readableImport(orRefuse(await importLexicon(actor, id, { file, ...choice })), locale);
    } finally {
      if (file) await discardUpload(file);
    }
  });

const file = authenticated
  .route({
    method: "GET",
    path: "/lexicons/{id}/file",
    summary: "A lexicon as a file",
    tags,
    outputStructure: "detailed",
  })
  .input(
    idInput.extend({
      format: z.enum(TABLE_FORMATS).default("csv"),
      version: tableVersion.optional().describe("An earlier one"),
    }),
  )
  .output(downloadSchema)
  .handler(async ({ context: { actor }, input: { id, ...asked } }) =>
    asDownload(orRefuse(await exportLexicon(actor, id, asked))),
  );

const changes = authenticated
  .route({
    method: "GET",
    path: "/lexicons/{id}/changes",
    summary: "What changed from one version to another",
    tags,
  })
  .input(betweenVersions)
  .output(schemas.changes)
  .handler(async ({ context: { actor }, input: { id, ...versions } }) => ({
    items: orRefuse(await viewLexiconChanges(actor, id, versions)),
  }));

const archive = authenticated
  .route({
    method: "DELETE",
    path: "/lexicons/{id}",
    successStatus: 204,
    summary: "Take a lexicon out of use",
    tags,
  })
  .input(idInput)
  .handler(async ({ context: { actor }, input }) => {
    orRefuse(await archiveLexicon(actor, input.id));
  });

export const lexiconsRouter = {
  list,
  get,
  create,
  change,
  putEntries,
  import: importFile,
  file,
  changes,
  try: tryText,
  archive,
};
