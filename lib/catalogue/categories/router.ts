import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { plainName } from "#lib/plain-name.ts";
import { changeCategory, listCategories } from "./change-category.ts";

const tags = ["Catalogue"];
const MOST_INTEGER = 2 ** 31 - 1;

const categorySchema = z.object({
  id: z.int(),
  parentId: z.int().nullable(),
  name: z.string(),
  path: z.array(z.string()).describe("From the root"),
  productCount: z.int().describe("Products in it, those under it not counted"),
});

const categoriesOfTree = authenticated
  .route({ method: "GET", path: "/catalogue/categories", summary: "The tree of categories", tags })
  .output(z.object({ items: z.array(categorySchema) }))
  .handler(async ({ context: { actor } }) => ({ items: orRefuse(await listCategories(actor)) }));

const moveCategory = authenticated
  .route({
    method: "PATCH",
    path: "/catalogue/categories/{id}",
    summary: "Rename a category, or hang it elsewhere",
    description: "Imports go on finding it by the path they name. It cannot hang under itself.",
    tags,
  })
  .input(
    z.object({
      id: z.string().max(100),
      name: plainName().optional(),
      parentId: z.int().min(1).max(MOST_INTEGER).nullable().optional().describe("null: at the root"),
    }),
  )
  .output(categorySchema)
  .handler(async ({ context: { actor }, input }) =>
    orRefuse(await changeCategory(actor, { ...input, id: Number(input.id) })),
  );

/** What is done with the tree of categories; merged into the catalogue's router. */
export const categories = { list: categoriesOfTree, change: moveCategory };
