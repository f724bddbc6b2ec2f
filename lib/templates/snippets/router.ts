import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { archiveSnippet, createSnippet, replaceSnippetText } from "./save-snippet.ts";
import { snippetNameSchema, snippetTextSchema } from "./snippet.ts";
import { viewSnippet, viewSnippets } from "./view-snippets.ts";

const tags = ["Snippets"];
const idInput = z.object({ id: z.string() });
const about = {
  id: z.string(),
  name: z.string(),
  version: z.int(),
  text: z.string().describe("The newest"),
  updatedAt: z.date(),
};

const list = authenticated
  .route({ method: "GET", path: "/snippets", summary: "Snippets in use, in one page", tags })
  .input(pageInput)
  .output(
    pageOf(
      z.object({
        ...about,
        usedBy: z.int().describe("Templates whose draft or newest published version uses it"),
        updatedBy: z.string().nullable(),
      }),
    ),
  )
  .handler(async ({ context: { actor } }) => ({
    items: orRefuse(await viewSnippets(actor)),
    nextCursor: null,
  }));

const get = authenticated
  .route({
    method: "GET",
    path: "/snippets/{id}",
    summary: "A snippet, its versions and where it is used",
    tags,
  })
  .input(idInput)
  .output(
    z.object({
      ...about,
      archivedAt: z.date().nullable(),
      versions: z.array(
        z.object({
          version: z.int(),
          text: z.string(),
          createdAt: z.date(),
          createdBy: z.string().nullable(),
        }),
      ),
      usedIn: z.array(
        z.object({
          templateId: z.string(),
          templateName: z.string(),
          versionNumber: z.int().nullable().describe("`null`: its draft"),
          snippetVersion: z.int(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewSnippet(actor, input.id)));

const create = authenticated
  .route({ method: "POST", path: "/snippets", successStatus: 201, summary: "Make a snippet", tags })
  .input(z.object({ name: snippetNameSchema, text: snippetTextSchema.default("") }))
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createSnippet(actor, input)));

const putText = authenticated
  .route({
    method: "PUT",
    path: "/snippets/{id}/text",
    summary: "Keep another text, as the next version",
    tags,
  })
  .input(
    idInput.extend({
      text: snippetTextSchema,
      version: z.int().optional().describe("The one that was read: another saved since is a conflict"),
    }),
  )
  .output(z.object({ version: z.int() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await replaceSnippetText(actor, id, input)),
  );

const archive = authenticated
  .route({ method: "DELETE", path: "/snippets/{id}", summary: "Take a snippet out of use", tags })
  .input(idInput)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id } }) => {
    orRefuse(await archiveSnippet(actor, id));
    return { id };
  });

export const snippetsRouter = { list, get, create, putText, archive };
