import { z } from "zod";
import { authenticated } from "#lib/api/procedure.ts";
import { FOUND_KINDS, search } from "./search.ts";

const MOST_OF_A_KIND = 20;

const find = authenticated
  .route({
    method: "GET",
    path: "/search",
    summary: "Find anything by its name, its key or its id",
    description:
      "Batches, templates, datasets, schedules, models, providers, members and budgets by the words of their name; products, rows and the items made of them by the beginning of their key, such as a SKU; anything by its whole id. Only what the caller may see.",
    tags: ["Search"],
  })
  .input(
    z.object({
      q: z.string().trim().min(1).max(200),
      limit: z.coerce.number().int().min(1).max(MOST_OF_A_KIND).default(5).describe("Of each kind"),
    }),
  )
  .output(
    z.object({
      items: z.array(
        z.object({
          kind: z.enum(FOUND_KINDS),
          id: z.string().describe("Of the thing itself; of the dataset for a row; the key of a product"),
          name: z.string(),
          detail: z.string().nullable(),
          rowNumber: z.int().nullable(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input: { q, limit } }) => ({
    items: await search(actor, { text: q, limit }),
  }));

export const searchRouter = { find };
