import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredFacts } from "#db/schema/catalogue.ts";
import { HOLDS_ITEM } from "../publishing/holds-item.ts";
import { searchKey } from "../search-key.ts";
import { CATEGORY_PATH } from "./category-path.ts";
import { ITEMS, list, productCondition } from "./product-condition.ts";
import type { ProductQuestion } from "./product-question.ts";

/** A product as it stands. */
export interface ProductRow {
  id: number;
  key: string;
  facts: StoredFacts;
  attributes: Record<string, string>;
  /** From the root, as the tree is now; `null` for none. */
  category: string[] | null;
  pictureMinSide: number | null;
  createdAt: string;
  changedAt: string;
}

const COLUMNS = sql`p.id, p.key, p.facts, p.attributes, ${CATEGORY_PATH} as category,
  p.picture_min_side as "pictureMinSide", p.created_at as "createdAt", p.changed_at as "changedAt"`;

export const PRODUCT_SORTS = ["added", "-added", "key", "-key"] as const;

export type ProductSort = (typeof PRODUCT_SORTS)[number];

/** Where a page of products ended: an id, or a key where they are sorted by it. */
export interface ProductPlace {
  id?: number;
  key?: string;
}

/** Products of a question after a place, one more than `limit`; those whose key begins so or whose GTIN it is, where `q` says. */
export async function listProducts(
  tx: Db,
  page: {
    question: ProductQuestion;
    q?: string | undefined;
    sort: ProductSort;
    after?: ProductPlace | undefined;
    limit: number;
  },
): Promise<ProductRow[]> {
  const { question, q, sort, after, limit } = page;
  const isByKey = sort.endsWith("key");
  const column = isByKey ? sql`p.key` : sql`p.id`;
  const isDown = sort.startsWith("-");
  const place = isByKey ? after?.key : after?.id;
  const conditions = [
    productCondition(question),
    ...(q ? [begins(q)] : []),
    ...(place === undefined ? [] : [isDown ? sql`${column} < ${place}` : sql`${column} > ${place}`]),
  ];
  const rows = await tx.execute(sql`
    select ${COLUMNS} from products p where ${sql.join(conditions, sql` and `)}
    order by ${column} ${isDown ? sql`desc` : sql`asc`} limit ${limit + 1}`);
  return rows as unknown as ProductRow[];
}

/** Products whose key begins with a text, whatever its case and width, or whose GTIN it is: the key itself first. */
export async function findProductsByKey(tx: Db, text: string, limit: number): Promise<ProductRow[]> {
  const rows = await tx.execute(sql`
    select ${COLUMNS} from products p where ${begins(text)} order by p.search_key using ~<~ limit ${limit}`);
  return rows as unknown as ProductRow[];
}

/** Of these products those that answer to a question, in the order of their ids. */
export async function listAmong(
  tx: Db,
  ids: readonly number[],
  { question, isDown, limit }: { question: ProductQuestion; isDown: boolean; limit: number },
): Promise<ProductRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx.execute(sql`
    select ${COLUMNS} from products p where p.id = any(${list(ids)}::int[]) and ${productCondition(question)}
    order by p.id ${isDown ? sql`desc` : sql`asc`} limit ${limit}`);
  return rows as unknown as ProductRow[];
}

/** Of these products how many answer to a question. */
export async function countAmong(tx: Db, ids: readonly number[], question: ProductQuestion): Promise<number> {
  if (ids.length === 0) return 0;
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from products p
    where p.id = any(${list(ids)}::int[]) and ${productCondition(question)}`);
  return row?.count ?? 0;
}

function begins(q: string): SQL {
  const from = searchKey(sql`${q}::text`);
  return sql`((p.search_key ~>=~ ${from} and p.search_key ~<=~ (${from} || chr(1114111))) or p.facts ->> 'gtin' = ${q}::text)`;
}

/** Of the first products of a question those that say least of themselves. */
export async function listWorstProducts(
  tx: Db,
  question: ProductQuestion,
  among: number,
  limit: number,
): Promise<ProductRow[]> {
  const rows = await tx.execute(sql`
    select ${COLUMNS} from (
      select * from products p where ${productCondition(question)} order by p.id limit ${among}
    ) p
    order by (select count(*) from jsonb_object_keys(p.facts)) + (select count(*) from jsonb_object_keys(p.attributes)),
      p.picture_count, p.picture_min_side nulls last, p.id
    limit ${limit}`);
  return rows as unknown as ProductRow[];
}

/** Counts the products of a question, up to `most`. */
export async function countProducts(tx: Db, question: ProductQuestion, most: number): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from (select from products p where ${productCondition(question)} limit ${most}) found`);
  return row?.count ?? 0;
}

/** The attributes that products of a question have, with what is known of them, those that most have first. */
export async function listFilledAttributes(
  tx: Db,
  question: ProductQuestion,
): Promise<{ name: string; kinds: Record<string, number> }[]> {
  const rows = await tx.execute(sql`
    select filled.name, coalesce(a.kinds, '{}') as kinds from (
      select name, count(*) as products from products p, jsonb_object_keys(p.attributes) name
      where ${productCondition(question)} group by name
    ) filled left join catalogue_attributes a on a.name = filled.name
    order by filled.products desc, filled.name`);
  return rows as unknown as { name: string; kinds: Record<string, number> }[];
}

/** A product by its key; `null` for none. */
export async function findProduct(
  tx: Db,
  key: string,
): Promise<(ProductRow & { categoryId: number | null }) | null> {
  const [row] = await tx.execute(sql`
    select ${COLUMNS}, p.category_id as "categoryId" from products p where p.key = ${key}`);
  return (row as unknown as ProductRow & { categoryId: number | null }) ?? null;
}

/** An output that was made of a product. */
export interface ProductOutputRow {
  batchId: string;
  batchName: string;
  templateId: string;
  templateName: string;
  versionNumber: number | null;
  seq: number;
  language: string;
  state: "succeeded" | "failed" | "skipped";
  reviewState: string;
  output: Record<string, unknown> | null;
  outputVersion: number;
  cost: string;
  currency: string;
  simulated: boolean;
  endedAt: string;
  /** When it was published last; `null` where it never was. */
  publishedAt: string | null;
}

/** What was ever made of a product, by language and then the newest first. */
export async function listProductOutputs(tx: Db, key: string, limit: number): Promise<ProductOutputRow[]> {
  const rows = await tx.execute(sql`
    select b.id as "batchId", b.name as "batchName", b.template_id as "templateId", t.name as "templateName",
      v.number as "versionNumber", i.seq, i.language, i.state, i.review_state as "reviewState", i.output,
      i.output_version as "outputVersion", i.cost, b.currency, b.simulated, i.ended_at as "endedAt",
      (select max(p.cutoff_at) from publications p
        where p.batch_id = i.batch_id and i.review_state = 'approved' and p.status = 'succeeded' and ${HOLDS_ITEM}
      ) as "publishedAt"
    from (select ${searchKey(sql`${key}::text`)} as search_key) p
      cross join ${ITEMS_OF_KEY}
      join templates t on t.id = b.template_id
      left join template_versions v on v.id = b.template_version_id
    order by i.language, b.id desc, i.seq limit ${limit}`);
  return rows as unknown as ProductOutputRow[];
}

const ITEMS_OF_KEY = sql`lateral (
    select i.*, b.id as of_batch from ${ITEMS}
  ) i join batches b on b.id = i.of_batch`;

/** What was paid for a product in each language and currency, calls that ended badly too. */
export async function sumProductCosts(
  tx: Db,
  key: string,
): Promise<
  { language: string; currency: string; cost: string; made: number; approved: number; published: number }[]
> {
  const rows = await tx.execute(sql`
    select i.language, b.currency, sum(i.cost) as cost,
      count(*) filter (where i.state = 'succeeded')::int as made,
      count(*) filter (where i.review_state = 'approved')::int as approved,
      count(*) filter (where i.review_state = 'approved' and exists (select from publications p
        where p.batch_id = i.batch_id and p.status = 'succeeded' and ${HOLDS_ITEM}))::int as published
    from (select ${searchKey(sql`${key}::text`)} as search_key) p cross join ${ITEMS_OF_KEY}
    group by i.language, b.currency order by i.language, b.currency`);
  return rows as unknown as {
    language: string;
    currency: string;
    cost: string;
    made: number;
    approved: number;
    published: number;
  }[];
}

/** A change of a product: what it was before it. */
export interface ProductChangeRow {
  number: number;
  importId: string | null;
  fileName: string | null;
  facts: Record<string, unknown>;
  attributes: Record<string, string>;
  at: string;
}

/** The last changes of a product, the newest first. */
export async function listProductChanges(
  tx: Db,
  productId: number,
  limit: number,
): Promise<ProductChangeRow[]> {
  const rows = await tx.execute(sql`
    select h.number, h.import_id as "importId", f.file_name as "fileName", h.facts, h.attributes, h.at
    from product_changes h left join catalogue_imports f on f.id = h.import_id
    where h.product_id = ${productId} order by h.number desc limit ${limit}`);
  return rows as unknown as ProductChangeRow[];
}
