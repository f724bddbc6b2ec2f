import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import {
  BLOCK,
  lengthOf,
  type Measure,
  mostOf,
  PICTURE_COUNT,
  PICTURE_SIDE,
  TERMS,
  termName,
} from "./index-terms.ts";
import { list, productCondition } from "./product-condition.ts";
import type { NumberRange, ProductCondition, ProductQuestion } from "./product-question.ts";

const NONE = sql.raw(`B'0'::bit(${BLOCK})`);
const SHIFT = 15;
/** Bits that are looked at together when ids are taken out of a block: most are all nought. */
const PART = 512;
const NONE_OF_PART = sql.raw(`B'0'::bit(${PART})`);

/** What the index says of a question: the bits of those that may answer to it, and whether these are all they are. */
export interface Bits {
  /** For one block, over its rows in product_bits. */
  expression: SQL;
  terms: ReadonlySet<string>;
  isExact: boolean;
}

/**
 * What the index can say of a question. What it does not know is taken to be true of every product, and what is more
 * than that has to be judged by the rows.
 * @param hasAllValues whether every value of a text is a term, by the name that terms have for it.
 */
export function bitsOf(question: ProductQuestion, hasAllValues: (name: string) => boolean): Bits {
  if ("all" in question) return joined(question.all, "&", hasAllValues);
  if ("any" in question) return joined(question.any, "|", hasAllValues);
  if (!("not" in question)) return conditionBits(question, hasAllValues);
  const inner = bitsOf(question.not, hasAllValues);
  if (!inner.isExact) return anything();
  const all = anything();
  return {
    expression: sql`(${all.expression} & ~${inner.expression})`,
    terms: new Set([...inner.terms, ...all.terms]),
    isExact: true,
  };
}

/** The texts whose values a question asks for. */
export function textsAsked(question: ProductQuestion): string[] {
  if ("all" in question) return question.all.flatMap(textsAsked);
  if ("any" in question) return question.any.flatMap(textsAsked);
  if ("not" in question) return textsAsked(question.not);
  return question.of === "value" ? [termName(question.name)] : [];
}

function joined(
  parts: readonly ProductQuestion[],
  by: "&" | "|",
  hasAllValues: (name: string) => boolean,
): Bits {
  const found = parts.map((part) => bitsOf(part, hasAllValues));
  if (found.length === 0) return { ...anything(), isExact: true };
  return {
    expression: sql`(${sql.join(
      found.map(({ expression }) => expression),
      sql.raw(` ${by} `),
    )})`,
    terms: new Set(found.flatMap(({ terms }) => [...terms])),
    isExact: found.every(({ isExact }) => isExact),
  };
}

function anything(): Bits {
  return { ...ofTerms([TERMS.product]), isExact: false };
}

/** The bits of those that any of these terms is true of. */
function ofTerms(terms: readonly string[]): Bits {
  return {
    expression: sql`coalesce(bit_or(bits) filter (where term = any(${list(terms)}::text[])), ${NONE})`,
    terms: new Set(terms),
    isExact: true,
  };
}

function conditionBits(one: ProductCondition, hasAllValues: (name: string) => boolean): Bits {
  switch (one.of) {
    case "has":
      return ofTerms([TERMS.has(termName(one.name))]);
    case "value": {
      const name = termName(one.name);
      return hasAllValues(name) ? ofTerms(one.in.map((value) => TERMS.value(name, value))) : hasText(name);
    }
    case "text":
      return hasText(termName(one.name));
    case "number":
      return hasText(termName({ attribute: one.attribute }));
    case "listed":
      return ofTerms(one.in.map((value) => TERMS.listed(one.fact, value)));
    case "category":
      return ofTerms(one.in.map(TERMS.category));
    case "measured":
      return ofTerms([TERMS.measured]);
    case "length":
      return inRange(lengthOf(termName(one.name)), one.range, TERMS.product);
    case "pictures":
      return one.measure === "count"
        ? inRange(PICTURE_COUNT, one.range, TERMS.product)
        : inRange(PICTURE_SIDE, one.range, TERMS.measured);
    default:
      return anything();
  }
}

function hasText(name: string): Bits {
  return { ...ofTerms([TERMS.has(name)]), isExact: false };
}

/** Those of `among` whose measure lies in a range, bit by bit from the highest (O'Neil and Quass, 1997). */
function inRange(measure: Measure, { from, to, isOpen }: NumberRange, among: string): Bits {
  const low = from === null ? 0 : from + (isOpen ? 1 : 0);
  const high = to === null ? null : to - (isOpen ? 1 : 0);
  if (low > mostOf(measure) || (high !== null && high > mostOf(measure)))
    return { ...ofTerms([among]), isExact: false };
  const all = ofTerms([among]);
  const bits = Array.from({ length: measure.bits }, (_, bit) => ofTerms([TERMS.bit(measure, bit)]));
  const expressions = bits.map(({ expression }) => expression);
  const below = (limit: number) => lessThan(expressions, limit);
  const lower = low <= 0 ? all.expression : sql`(${all.expression} & ~${below(low)})`;
  const both = high === null ? lower : high < 0 ? NONE : sql`(${lower} & ${below(high + 1)})`;
  return {
    expression: both,
    terms: new Set([...all.terms, ...bits.flatMap(({ terms }) => [...terms])]),
    isExact: true,
  };
}

function lessThan(bits: readonly SQL[], limit: number): SQL {
  // From the lowest bit on: less in the bits so far.
  let less: SQL = NONE;
  for (const [bit, one] of bits.entries())
    less = (limit >> bit) & 1 ? sql`(~${one} | (${one} & ${less}))` : sql`(~${one} & ${less})`;
  return less;
}

/** How many products have changed since they were put into the index; at most `most`. */
export async function countPending(tx: Db, most: number): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from (select from product_pending limit ${most}) q`,
  );
  return row?.count ?? 0;
}

/** Of these texts, by the names that terms have for them, those whose values all are terms. */
export async function listWithAllValues(tx: Db, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const asked = names.flatMap((name) => [TERMS.has(name), TERMS.values(name)]);
  const rows = await tx.execute<{ term: string; blocks: number }>(sql`
    select term, count(*)::int as blocks from product_bits where term = any(${list(asked)}::text[]) group by term`);
  const blocks = new Map(rows.map(({ term, blocks }) => [term, blocks]));
  return new Set(
    names.filter((name) => (blocks.get(TERMS.has(name)) ?? 0) === (blocks.get(TERMS.values(name)) ?? 0)),
  );
}

// Those that have changed since are judged by their rows.
function foundBits({ expression, terms }: Bits): SQL {
  return sql`
    pending as materialized (
      select product_id >> ${sql.raw(String(SHIFT))} as block,
        bit_or(set_bit(${NONE}, product_id & ${sql.raw(String(BLOCK - 1))}, 1)) as bits
      from product_pending group by 1
    ), judged as materialized (
      select block, ${expression} as bits from product_bits
      where term = any(${list([...terms, TERMS.product])}::text[]) group by block
    ), found as materialized (
      select j.block, j.bits & ~coalesce(q.bits, ${NONE}) as bits from judged j left join pending q using (block)
    )`;
}

/** Counts those that the index finds, and those that have changed since and answer to the question. */
export async function countIndexed(tx: Db, bits: Bits, question: ProductQuestion): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    with ${foundBits(bits)}
    select (select coalesce(sum(bit_count(bits)), 0) from found)::int + (
      select count(*)::int from product_pending q join products p on p.id = q.product_id
      where ${productCondition(question)}
    ) as count`);
  return row?.count ?? 0;
}

/** Ids that the index finds, in order from one on, and of those that have changed since all that answer to the question. */
export async function listIndexedIds(
  tx: Db,
  bits: Bits,
  {
    question,
    after,
    isDown,
    limit,
  }: { question: ProductQuestion; after: number | null; isDown: boolean; limit: number },
): Promise<number[]> {
  const order = sql.raw(isDown ? "desc" : "asc");
  const at = after === null ? null : { block: after >> SHIFT, bit: after & (BLOCK - 1) };
  // Of the block where the page before ended only what comes after it.
  const rest = at
    ? isDown
      ? sql`case when block = ${at.block} then bits & (~${NONE} << ${BLOCK - at.bit}) else bits end`
      : sql`case when block = ${at.block} then bits & (~${NONE} >> ${at.bit + 1}) else bits end`
    : sql`bits`;
  const isLater = (id: SQL) =>
    after === null ? sql`true` : isDown ? sql`${id} < ${after}` : sql`${id} > ${after}`;
  const rows = await tx.execute<{ id: number }>(sql`
    with ${foundBits(bits)}, later as materialized (
      select block, ${rest} as bits from found
      ${at ? (isDown ? sql`where block <= ${at.block}` : sql`where block >= ${at.block}`) : sql``}
    ), enough as materialized (
      select block, bits from (
        select block, bits, sum(bit_count(bits)) over (order by block ${order}) - bit_count(bits) as before
        from later where bits <> ${NONE}
      ) counted where before < ${limit}
    ), ids as (
      select e.block * ${sql.raw(String(BLOCK))} + k * ${sql.raw(String(PART))} + i as id
      from enough e
        cross join generate_series(0, ${sql.raw(String(BLOCK / PART - 1))}) k
        cross join lateral (
          select substring(e.bits from k * ${sql.raw(String(PART))} + 1 for ${sql.raw(String(PART))}) as part offset 0
        ) s
        cross join lateral generate_series(0, ${sql.raw(String(PART - 1))}) i
      where s.part <> ${NONE_OF_PART} and get_bit(s.part, i) = 1
      order by id ${order} limit ${limit}
    ), changed as (
      select p.id from product_pending q join products p on p.id = q.product_id
      where ${isLater(sql`p.id`)} and ${productCondition(question)} order by p.id ${order} limit ${limit}
    )
    select id from (select id from ids union all select id from changed) one order by id ${order} limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** The block of the index that most products have changed in; `null` where fewer than so many have in all. */
export async function findStaleBlock(tx: Db, atLeast: number): Promise<number | null> {
  const [row] = await tx.execute<{ block: number; pending: number }>(sql`
    select block, sum(pending) over ()::int as pending from (
      select product_id >> ${sql.raw(String(SHIFT))} as block, count(*)::int as pending from product_pending group by 1
    ) blocks order by blocks.pending desc limit 1`);
  return row && row.pending >= atLeast ? row.block : null;
}

/** Takes over the changes of a block, and waits for whoever works on the index. They are the caller's to put into it. */
export async function takePending(tx: Db, block: number): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('catalogue index', 0))`);
  await tx.execute(sql`delete from product_pending
    where product_id >= ${block * BLOCK} and product_id < ${(block + 1) * BLOCK}`);
}

/** A product as the index reads it. */
export interface IndexedProduct {
  id: number;
  facts: { title?: string; gtin?: string; category?: string[]; countries?: string[]; languages?: string[] };
  attributes: Record<string, string>;
  categoryId: number | null;
  pictureCount: number;
  pictureMinSide: number | null;
}

/** Products of a block after an id, in order. */
export async function readBlock(
  tx: Db,
  { block, after, limit }: { block: number; after: number; limit: number },
): Promise<IndexedProduct[]> {
  const rows = await tx.execute(sql`
    select id, facts, attributes, category_id as "categoryId", picture_count as "pictureCount",
      picture_min_side as "pictureMinSide"
    from products where id > ${after} and id >= ${block * BLOCK} and id < ${(block + 1) * BLOCK}
    order by id limit ${limit}`);
  return rows as unknown as IndexedProduct[];
}

/** Forgets what the index says of a block. */
export async function clearBlock(tx: Db, block: number): Promise<void> {
  await tx.execute(sql`delete from product_bits where block = ${block}`);
}

/** Keeps bits of a block, each as hexadecimal digits. */
export async function storeBits(
  tx: Db,
  block: number,
  terms: readonly { term: string; hex: string }[],
): Promise<void> {
  await tx.execute(sql`
    insert into product_bits (term, block, bits)
    select r.term, ${block}, ('x' || r.hex)::bit(${sql.raw(String(BLOCK))})
    from jsonb_to_recordset(${JSON.stringify(terms)}::text::jsonb) as r(term text, hex text)`);
}
