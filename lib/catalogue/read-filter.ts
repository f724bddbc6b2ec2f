import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { findAttributes } from "#db/queries/catalogue/attributes.ts";
import { listCategories } from "#db/queries/catalogue/categories.ts";
import type { ProductQuestion } from "#db/queries/catalogue/product-question.ts";
import { nameTemplates } from "#db/queries/trials/template-names.ts";
import type { Result } from "#lib/result.ts";
import { CategoryTree } from "./categories/category-tree.ts";
import { namedIn, type ProductFilter, productQuestion } from "./product-filter.ts";

/** The question that a filter asks of the catalogue as it is now. Refuses it at each place that makes no sense. */
export async function readFilter(
  tx: Db,
  filter: ProductFilter,
): Promise<Result<ProductQuestion, "filter_invalid">> {
  const { attributes, templateIds } = namedIn(filter);
  const found = await findAttributes(tx, attributes);
  const tree = new CategoryTree(await listCategories(tx));
  return productQuestion(filter, {
    attributes: new Map(found.map(({ name, kinds, units }) => [name, { kinds, units }])),
    categoryIds: (path, isWholeTree) => {
      const ids = tree.find(path);
      if (ids.length === 0) return null;
      return isWholeTree ? ids.flatMap((id) => tree.under(id)) : ids;
    },
    templateIds: new Set(
      (
        await nameTemplates(
          tx,
          templateIds.filter((id) => isUuid(id)),
        )
      ).keys(),
    ),
  });
}
