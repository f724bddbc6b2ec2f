import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { discardUpload } from "#lib/api/receive-upload.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { languageSchema } from "#lib/templates/language-tag.ts";
import { archiveMemoryEntry } from "./archive-entry.ts";
import { exportMemory, importMemory } from "./memory-file.ts";
import { viewMemory, viewMemoryTemplates } from "./view-memory.ts";

const tags = ["Translation memory"];
const templateRef = z.object({ id: z.string(), name: z.string() });

const list = authenticated
  .route({ method: "GET", path: "/memory", summary: "Approved translations in use, newest first", tags })
  .input(
    pageInput.extend({
      templateId: z.uuid().optional(),
      language: languageSchema.optional(),
      search: z.string().max(200).optional().describe("In source or translation"),
    }),
  )
  .output(
    pageOf(
      z.object({
        id: z.string(),
        template: templateRef,
        field: z.string(),
        language: z.string(),
        source: z.string(),
        text: z.string(),
        item: z
          .object({ batchId: z.string(), seq: z.int() })
          .nullable()
          .describe("It was approved as; `null` for one that came in a file"),
        holds: z
          .boolean()
          .describe(
            "Whether it is used: its item stands approved as it was, and none that it was given to was rejected",
          ),
        addedBy: z.string().nullable(),
        addedAt: z.date(),
      }),
    ),
  )
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewMemory(actor, input)));

const templates = authenticated
  .route({
    method: "GET",
    path: "/memory/templates",
    summary: "Templates that have approved translations in use, in one page",
    tags,
  })
  .input(pageInput)
  .output(pageOf(templateRef))
  .handler(async ({ context: { actor } }) => ({
    items: orRefuse(await viewMemoryTemplates(actor)),
    nextCursor: null,
  }));

const archive = authenticated
  .route({
    method: "DELETE",
    path: "/memory/{id}",
    successStatus: 204,
    summary: "Take an approved translation out of use",
    tags,
  })
  .input(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => {
    orRefuse(await archiveMemoryEntry(actor, input.id));
  });

const importFile = authenticated
  .meta({ takesFileWith: "templates:write" })
  .route({
    method: "POST",
    path: "/memory/import",
    summary: "Take the translations of a TMX file for a template, or tell what would come in",
    tags,
    spec: multipart({
      templateId: { type: "string" },
      field: { type: "string", description: "Output field that the texts are of, where a unit does not say" },
      dryRun: { type: "boolean", description: "Only tell what would come in" },
    }),
  })
  .input(
    z.object({
      templateId: z.string(),
      field: z.string().max(64),
      dryRun: z.stringbool().or(z.boolean()).default(false),
    }),
  )
  .output(
    z.object({
      added: z.int(),
      unchanged: z.int(),
      unreadable: z.array(z.int()).describe("Lines of units without a translation, or of another field"),
      otherLanguages: z
        .array(z.string())
        .describe("That the template does not write: their texts are kept, and used once it does"),
    }),
  )
  .handler(async ({ context: { actor, file }, input }) => {
    try {
      return orRefuse(await importMemory(actor, { file, ...input }));
    } finally {
      if (file) await discardUpload(file);
    }
  });

const file = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/memory/file",
    summary: "A template's approved translations as TMX",
    tags,
    outputStructure: "detailed",
  })
  .input(
    z.object({
      id: z.string(),
      sourceLanguage: languageSchema.default("en").describe("Of its columns, as TMX has to say"),
    }),
  )
  .output(downloadSchema)
  .handler(async ({ context: { actor }, input: { id, sourceLanguage } }) =>
    asDownload(orRefuse(await exportMemory(actor, { templateId: id, sourceLanguage }))),
  );

export const memoryRouter = { list, templates, archive, import: importFile, file };
