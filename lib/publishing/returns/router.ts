import { z } from "zod";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { discardUpload } from "#lib/api/receive-upload.ts";
import { MOST_RETURN_BYTES, takeReturn } from "./take-return.ts";
import { viewReturns } from "./view-returns.ts";

const tags = ["Publications"];
const byId = z.object({ id: z.string() });

const takenSchema = z.object({
  id: z.string(),
  language: z.string(),
  batchId: z
    .string()
    .nullable()
    .describe("The batch that holds the translations, to be reviewed; null while none was taken"),
  units: z.int(),
  taken: z.int().describe("Items whose translation is new or another than before"),
  unchanged: z.int(),
  refused: z.int().describe("Items of which something is wrong, and that were left out"),
  problemCount: z.int().describe("They are listed by `GET /publications/{id}/problems?of=return`"),
});

const create = authenticated
  .meta({ takesFileWith: "publications:create", largestFileBytes: MOST_RETURN_BYTES })
  .route({
    method: "POST",
    path: "/publications/{id}/return",
    summary: "Take a translated XLIFF file back",
    description:
      "Each item whose texts are all there, with the same tags and placeholders and within their limits, becomes an item in the other language that waits for review.",
    tags,
    spec: multipart({}),
  })
  .input(byId)
  .use(idempotent)
  .output(takenSchema)
  .handler(async ({ context: { actor, file }, input }) => {
    try {
      return orRefuse(await takeReturn(actor, input.id, file));
    } finally {
      if (file) await discardUpload(file);
    }
  });

const list = authenticated
  .route({
    method: "GET",
    path: "/publications/{id}/returns",
    summary: "The translated files that came back for a publication, newest first",
    tags,
  })
  .input(byId)
  .output(
    z.object({
      items: z.array(
        takenSchema.extend({ fileName: z.string(), createdBy: z.string(), createdAt: z.string() }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    items: orRefuse(await viewReturns(actor, input.id)),
  }));

export const returnsRouter = { returns: { create, list } };
