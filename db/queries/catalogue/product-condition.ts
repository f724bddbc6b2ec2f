import { type SQL, sql } from "drizzle-orm";
import { HOLDS_ITEM } from "../publishing/holds-item.ts";
import { rowDigest } from "../row-digest.ts";
import type { NumberRange, ProductCondition, ProductQuestion, TextName } from "./product-question.ts";
import { productValue } from "./product-value.ts";

/** Whether the product `p` answers to a question. Never null. */
export function productCondition(question: ProductQuestion): SQL {
  if ("all" in question) return joined(question.all, sql` and `, sql`true`);
  if ("any" in question) return joined(question.any, sql` or `, sql`false`);
  if ("not" in question) return sql`not ${productCondition(question.not)}`;
  // What is missing fits no condition. What never is stays as it is, so that an index can find it.
  return NEVER_NULL.has(question.of) ? condition(question) : sql`coalesce(${condition(question)}, false)`;
}

const NEVER_NULL: ReadonlySet<ProductCondition["of"]> = new Set([
  ...(["key", "has", "length", "measured", "import", "made"] as const),
  ...(["approved", "rejected", "published", "changed-since"] as const),
]);

function joined(parts: readonly ProductQuestion[], by: SQL, none: SQL): SQL {
  return parts.length === 0 ? none : sql`(${sql.join(parts.map(productCondition), by)})`;
}

function condition(one: ProductCondition): SQL {
  switch (one.of) {
    case "key":
      return "in" in one ? sql`p.key = any(${list(one.in)}::text[])` : contains(sql`p.key`, one.contains);
    case "has":
      return "attribute" in one.name
        ? sql`p.attributes ? ${one.name.attribute}::text`
        : sql`p.facts ? ${one.name.fact}::text`;
    case "value":
      return sql`lower(${text(one.name)} collate "C") = any(${list(one.in)}::text[])`;
    case "text":
      return contains(text(one.name), one.contains);
    case "listed":
      return sql`p.facts -> ${one.fact}::text ?| ${list(one.in)}::text[]`;
    case "category":
      return sql`p.category_id = any(${list(one.in)}::int[])`;
    case "number":
      return inRange(sql`(p.numbers ->> ${one.attribute}::text)::numeric`, one.range, sql`numeric`);
    case "length":
      return inRange(sql`coalesce(char_length(${text(one.name)}), 0)`, one.range, sql`numeric`);
    case "pictures":
      return inRange(
        one.measure === "count" ? sql`p.picture_count` : sql`p.picture_min_side`,
        one.range,
        sql`numeric`,
      );
    case "measured":
      return sql`p.picture_min_side is not null`;
    case "import":
      return sql`exists (select from catalogue_import_products s
        where s.import_id = any(${list(one.in)}::uuid[]) and s.key = p.key)`;
    case "made":
      return sql`exists (select from ${ITEMS} where i.state = 'succeeded'
        ${one.templateId ? sql`and b.template_id = ${one.templateId}::uuid` : sql``})`;
    case "approved":
      return sql`exists (select from ${ITEMS} where i.review_state = 'approved')`;
    case "rejected":
      return wasRejectedLast(one.reason);
    case "published":
      return sql`exists (${PUBLICATIONS})`;
    case "changed-since":
      return hasChangedSince(one.what === "made" ? LAST_MADE : LAST_PUBLISHED);
  }
}

/** Items that were made of the product `p`: rows of datasets are known by the same key. */
export const ITEMS = sql`dataset_rows r
  join batches b on b.dataset_id = r.dataset_id and b.row_count >= r.row_number
  join batch_items i on i.batch_id = b.id and r.search_key = p.search_key and i.seq between
    (r.row_number - 1) * cardinality(b.languages) and r.row_number * cardinality(b.languages) - 1`;

// The first publication of an item is enough to know that there is one.
const PUBLICATIONS = sql`select q.cutoff_at from (
    select i.*, b.id as of_batch from ${ITEMS} where i.review_state = 'approved'
  ) i cross join lateral (
    select p.cutoff_at from publications p where p.batch_id = i.batch_id and p.status = 'succeeded' and ${HOLDS_ITEM}
  ) q`;

const OUTPUT = sql`b.template_id, i.language, i.row_digest, b.reads -> i.language as columns,
  coalesce(d.import_plan ? 'filter', false) as is_frozen`;
// Keys that differ in their case only are those of other products.
const OF_PRODUCT = sql`${ITEMS} join datasets d on d.id = b.dataset_id
  and (not coalesce(d.import_plan ? 'filter', false) or r.values ->> 'key' = p.key)`;

/** The output that each template made last in each language, and the one that was published last. */
const LAST_MADE = sql`select distinct on (b.template_id, i.language) ${OUTPUT}, i.ended_at as at
  from ${OF_PRODUCT} where i.state = 'succeeded' order by b.template_id, i.language, b.id desc, i.seq desc`;
const LAST_PUBLISHED = sql`select distinct on (i.template_id, i.language) i.*, q.cutoff_at as at from (
    select i.*, b.id as of_batch, b.template_id, b.reads -> i.language as columns,
      coalesce(d.import_plan ? 'filter', false) as is_frozen
    from ${OF_PRODUCT} where i.review_state = 'approved'
  ) i cross join lateral (
    select p.cutoff_at from publications p where p.batch_id = i.batch_id and p.status = 'succeeded' and ${HOLDS_ITEM}
  ) q order by i.template_id, i.language, q.cutoff_at desc`;

/**
 * Whether one of these outputs was made from other values than the product has now: of what was frozen from the catalogue
 * the columns that its template reads are compared; of files, which call them as they like, only the day is known.
 */
function hasChangedSince(outputs: SQL): SQL {
  return sql`exists (select from (${outputs}) last where case
    when last.is_frozen and last.row_digest is not null and last.columns is not null
    then last.row_digest <> ${rowDigest(productValue, sql`last.columns`)} else p.changed_at > last.at end)`;
}

function wasRejectedLast(reason: string | null): SQL {
  const forReason = reason
    ? sql`and (select d.reason from review_decisions d where d.batch_id = last.batch_id and d.seq = last.seq
        and d.decision = 'reject' order by d.id desc limit 1) = ${reason}`
    : sql``;
  return sql`exists (
    select from (
      select distinct on (b.template_id, i.language) i.batch_id, i.seq, i.review_state from ${ITEMS}
      where i.state = 'succeeded' order by b.template_id, i.language, b.id desc
    ) last where last.review_state = 'rejected' ${forReason})`;
}

function text(name: TextName): SQL {
  return "attribute" in name
    ? sql`(p.attributes ->> ${name.attribute}::text)`
    : sql`(p.facts ->> ${name.fact}::text)`;
}

function contains(value: SQL, part: string): SQL {
  return sql`${value} ilike ${`%${part.replace(/[\\%_]/g, "\\$&")}%`}`;
}

function inRange(value: SQL, { from, to, isOpen }: NumberRange, type: SQL): SQL {
  const parts = [
    ...(from === null
      ? []
      : [isOpen ? sql`${value} > ${String(from)}::${type}` : sql`${value} >= ${String(from)}::${type}`]),
    ...(to === null
      ? []
      : [isOpen ? sql`${value} < ${String(to)}::${type}` : sql`${value} <= ${String(to)}::${type}`]),
  ];
  return parts.length === 0 ? sql`${value} is not null` : sql`(${sql.join(parts, sql` and `)})`;
}

/** As PostgreSQL writes a list. */
export function list(values: readonly (string | number)[]): string {
  return `{${values.map((value) => (typeof value === "number" ? value : `"${value.replace(/["\\]/g, "\\$&")}"`)).join(",")}}`;
}
