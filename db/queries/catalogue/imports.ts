import { and, desc, eq, getTableColumns, gt, inArray, lt, ne, type SQL, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { catalogueImportErrors, catalogueImportProducts, catalogueImports } from "#db/schema/catalogue.ts";

export type CatalogueImportRow = typeof catalogueImports.$inferSelect;

/** A new import, about to be read. */
export async function insertImport(tx: Db, row: typeof catalogueImports.$inferInsert): Promise<void> {
  await tx.insert(catalogueImports).values(row);
}

/** An import by its id; `null` for none. */
export async function findImport(tx: Db, id: string): Promise<CatalogueImportRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(catalogueImports).where(eq(catalogueImports.id, id));
  return found ?? null;
}

/** The same, held until the transaction ends. */
export async function lockImport(tx: Db, id: string): Promise<CatalogueImportRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(catalogueImports).where(eq(catalogueImports.id, id)).for("update");
  return found ?? null;
}

/** An import with who began it; `null` for none. */
export async function findImportWithOrigin(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await withOrigin(tx).where(eq(catalogueImports.id, id));
  return found ?? null;
}

/** Imports, the newest first, before one; one more than `limit`. */
export function listImports(tx: Db, { limit, before }: { limit: number; before?: string | undefined }) {
  return withOrigin(tx)
    .where(before && isUuid(before) ? lt(catalogueImports.id, before) : undefined)
    .orderBy(desc(catalogueImports.id))
    .limit(limit + 1);
}

function withOrigin(tx: Db) {
  const { learnt: _, plan: __, ...columns } = getTableColumns(catalogueImports);
  return tx
    .select({
      ...columns,
      createdByName: members.name,
      fixes: sql<unknown>`${catalogueImports.plan} -> 'file' -> 'fixes'`,
    })
    .from(catalogueImports)
    .leftJoin(members, eq(members.id, catalogueImports.createdBy));
}

/** Changes an import whose row the caller holds. */
export async function updateImport(
  tx: Db,
  id: string,
  change: Partial<typeof catalogueImports.$inferInsert>,
): Promise<void> {
  await tx.update(catalogueImports).set(change).where(eq(catalogueImports.id, id));
}

/** Ends an import that could not be read, or not be written. */
export async function failImport(tx: Db, id: string, failure: CatalogueImportRow["failure"]): Promise<void> {
  await tx
    .update(catalogueImports)
    .set({ status: "failed", failure, finishedAt: new Date() })
    .where(
      and(
        eq(catalogueImports.id, id),
        inArray(catalogueImports.status, ["reading", "committing", "rolling-back"]),
      ),
    );
}

/** A product as it was read. */
export interface StagedProduct {
  n: number;
  s: number;
  k: string;
  f: object;
  a: object;
  m: object;
}

/**
 * Keeps products that were read, each with what it would do to the catalogue as it stands. One whose key the file had
 * before is not kept.
 * @returns those, each with the row that had its key.
 */
export async function stageProducts(
  tx: Db,
  importId: string,
  products: readonly StagedProduct[],
): Promise<{ number: number; otherRow: number }[]> {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(products)}::text::jsonb)
    as r(n int, s int, k text, f jsonb, a jsonb, m jsonb)`;
  const agrees = (facts: SQL, attributes: SQL) =>
    sql`jsonb_strip_nulls(${facts} || i.f) = ${facts} and jsonb_strip_nulls(${attributes} || i.a) = ${attributes}`;
  const found = await tx.execute<{ number: number; otherRow: number }>(sql`
    with incoming as materialized (
      select r.*, row_number() over (partition by r.k order by r.n) as turn,
        first_value(r.s) over (partition by r.k order by r.n) as first_row, o.source_row as other_row
      from ${rows}
        left join catalogue_import_products o on o.import_id = ${importId}::uuid and o.key = r.k
    ), judged as (
      select i.*, case when p.id is null then 'new'
          when ${agrees(sql`p.facts`, sql`p.attributes`)} then 'unchanged' else 'changed' end as kind,
        coalesce(h.is_older, false) as was_so
      from incoming i left join products p on p.key = i.k
        left join lateral (
          select true as is_older from product_changes c
          where c.product_id = p.id and ${agrees(sql`c.facts`, sql`c.attributes`)} limit 1
        ) h on true
      where i.turn = 1 and i.other_row is null
    ), stored as (
      insert into catalogue_import_products
        (import_id, number, key, source_row, kind, is_older, facts, attributes, numbers)
      select ${importId}::uuid, n, k, s, kind, kind = 'changed' and was_so, f, a, m from judged
    )
    select n as number, coalesce(other_row, first_row) as "otherRow" from incoming
    where turn > 1 or other_row is not null`);
  return [...found];
}

/** Keeps why rows were left out. */
export async function insertImportErrors(
  tx: Db,
  errors: readonly (typeof catalogueImportErrors.$inferInsert)[],
): Promise<void> {
  if (errors.length === 0) return;
  const rows = errors.map(({ sourceRow: s, column: c, rule: r, value: v, otherRow: o, values: w }) => ({
    ...{ s, c, r, v, o, w },
  }));
  await tx.execute(sql`
    insert into catalogue_import_errors (import_id, source_row, "column", rule, value, other_row, "values")
    select ${errors[0]?.importId}::uuid, r.s, r.c, r.r, r.v, r.o, nullif(r.w, 'null'::jsonb)
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(s int, c text, r text, v text, o int, w jsonb)
    on conflict do nothing`);
}

/** What an import's file comes to, counted. */
export async function countImport(
  tx: Db,
  importId: string,
): Promise<
  Pick<CatalogueImportRow, "newCount" | "changedCount" | "unchangedCount" | "invalidCount" | "olderCount">
> {
  const [row] = await tx.execute<{
    newCount: number;
    changedCount: number;
    unchangedCount: number;
    olderCount: number;
    invalidCount: number;
  }>(sql`
    select count(*) filter (where kind = 'new')::int as "newCount",
      count(*) filter (where kind = 'changed')::int as "changedCount",
      count(*) filter (where kind = 'unchanged')::int as "unchangedCount",
      count(*) filter (where is_older)::int as "olderCount",
      (select count(distinct source_row)::int from catalogue_import_errors where import_id = ${importId}::uuid)
        as "invalidCount"
    from catalogue_import_products where import_id = ${importId}::uuid`);
  return row ?? { newCount: 0, changedCount: 0, unchangedCount: 0, olderCount: 0, invalidCount: 0 };
}

/** The products of a stretch of an import's file, as `writeProducts` takes them. */
export function stagedStretch(importId: string, from: number, to: number): SQL {
  return sql`(select number as n, key as k, facts as f, attributes as a, numbers as m
    from catalogue_import_products
    where import_id = ${importId}::uuid and number > ${from} and number <= ${to}) r`;
}

/** The different categories that a stretch of an import's file names. */
export async function listStagedCategories(
  tx: Db,
  importId: string,
  from: number,
  to: number,
): Promise<string[][]> {
  const rows = await tx.execute<{ path: string[] }>(sql`
    select distinct facts -> 'category' as path from catalogue_import_products
    where import_id = ${importId}::uuid and number > ${from} and number <= ${to}
      and jsonb_typeof(facts -> 'category') = 'array'`);
  return rows.map(({ path }) => path);
}

/** Whether any import was written, or taken back, since a moment, other than this one. */
export async function wasWrittenSince(tx: Db, since: Date, importId: string): Promise<boolean> {
  const [found] = await tx.execute(sql`
    select 1 from catalogue_imports
    where id <> ${importId}::uuid and status in ('committing', 'committed', 'rolling-back', 'rolled-back')
      and greatest(committed_at, finished_at) > ${since.toISOString()}::timestamptz limit 1`);
  return found !== undefined;
}

/**
 * Whether another system has changed, since a moment, what an import would write over: a field that the import names, to
 * something else than the import says.
 */
export async function wasPushedSince(tx: Db, since: Date, importId: string): Promise<boolean> {
  const moment = sql`${since.toISOString()}::timestamptz`;
  const [push] = await tx.execute<{ isLater: boolean }>(sql`
    select at > ${moment} as "isLater" from audit_log where action = 'catalogue.push' order by id desc limit 1`);
  if (!push?.isLater) return false;
  const differs = (patch: SQL, before: SQL, now: SQL) => sql`exists (
    select from jsonb_object_keys(${patch}) name
    where ${before} -> name is distinct from ${now} -> name
      and nullif(${patch} -> name, 'null'::jsonb) is distinct from ${now} -> name)`;
  const [found] = await tx.execute(sql`
    select 1 from catalogue_import_products s
      join products p on p.key = s.key
      left join lateral (
        select c.facts, c.attributes from product_changes c
        where c.product_id = p.id and c.at > ${moment} and p.created_at <= ${moment} order by c.number limit 1
      ) b on true
    where s.import_id = ${importId}::uuid and p.changed_at > ${moment}
      and (${differs(sql`s.facts`, sql`b.facts`, sql`p.facts`)}
        or ${differs(sql`s.attributes`, sql`b.attributes`, sql`p.attributes`)})
    limit 1`);
  return found !== undefined;
}

/** Whether an import writes at this moment. */
export async function isWriting(tx: Db): Promise<boolean> {
  const [found] = await tx
    .select({ id: catalogueImports.id })
    .from(catalogueImports)
    .where(inArray(catalogueImports.status, ["committing", "rolling-back"]))
    .limit(1);
  return found !== undefined;
}

/** The last import of the same file that was written and not taken back; `null` for none. */
export async function findSameFile(tx: Db, id: string, sha256: string) {
  const [found] = await tx
    .select({ id: catalogueImports.id, committedAt: catalogueImports.committedAt })
    .from(catalogueImports)
    .where(
      and(
        eq(catalogueImports.sha256, sha256),
        eq(catalogueImports.status, "committed"),
        ne(catalogueImports.id, id),
      ),
    )
    .orderBy(desc(catalogueImports.id))
    .limit(1);
  return found ?? null;
}

/** Forgets what an import would do. */
export async function clearStage(tx: Db, importId: string): Promise<void> {
  await tx.delete(catalogueImportProducts).where(eq(catalogueImportProducts.importId, importId));
}

/** A product of an import's file, and the product as it was before. */
export interface ChangeRow {
  number: number;
  key: string;
  sourceRow: number;
  kind: "new" | "changed" | "unchanged";
  isOlder: boolean;
  facts: Record<string, unknown>;
  attributes: Record<string, string | null>;
  beforeFacts: Record<string, unknown> | null;
  beforeAttributes: Record<string, string> | null;
}

/** What an import does to each product, in the order of its file after a place, one more than `limit`. */
export async function listImportChanges(
  tx: Db,
  importId: string,
  page: {
    limit: number;
    after: number;
    kind?: ChangeRow["kind"] | undefined;
    isOlder?: boolean | undefined;
    isWritten: boolean;
  },
): Promise<ChangeRow[]> {
  const { limit, after, kind, isOlder, isWritten } = page;
  // Once it is written, what a product was before is in its history.
  const before = isWritten
    ? sql`left join product_changes b on b.product_id = p.id and b.import_id = s.import_id`
    : sql`left join products b on b.id = p.id`;
  const rows = await tx.execute(sql`
    select s.number, s.key, s.source_row as "sourceRow", s.kind, s.is_older as "isOlder", s.facts, s.attributes,
      b.facts as "beforeFacts", b.attributes as "beforeAttributes"
    from catalogue_import_products s left join products p on p.key = s.key ${before}
    where s.import_id = ${importId}::uuid and s.number > ${after}
      ${kind ? sql`and s.kind = ${kind}` : sql``} ${isOlder ? sql`and s.is_older` : sql``}
    order by s.number limit ${limit + 1}`);
  return rows as unknown as ChangeRow[];
}

const e = catalogueImportErrors;

/** How often each rule was broken in each column, most often first, with what stood in the first row it happened in. */
export async function groupImportErrors(tx: Db, importId: string): Promise<ImportErrorGroup[]> {
  const rows = await tx.execute<ImportErrorGroup & Record<string, unknown>>(sql`
    select g.rule, g."column", g.count, g."firstSourceRow", f.value, f.other_row as "otherRow"
    from (
      select rule, "column", count(*)::int as count, min(source_row)::int as "firstSourceRow"
      from catalogue_import_errors where import_id = ${importId}::uuid
      group by rule, "column" order by count(*) desc, rule, "column" limit 500
    ) g join catalogue_import_errors f on f.import_id = ${importId}::uuid
      and f.source_row = g."firstSourceRow" and f."column" = g."column" and f.rule = g.rule
    order by g.count desc, g.rule, g."column"`);
  return [...rows];
}

/** A rule that rows of an import break in a column, with what stands in the first of them. */
export interface ImportErrorGroup {
  rule: string;
  column: string;
  count: number;
  firstSourceRow: number;
  value: string | null;
  otherRow: number | null;
}

/** Errors after a place, in the order of the file, one more than `limit`. */
export function listImportErrors(
  tx: Db,
  importId: string,
  page: {
    limit: number;
    after?: { sourceRow: number; column: string; rule: string } | undefined;
    rule?: string | undefined;
    column?: string | undefined;
  },
) {
  const { limit, after, rule, column } = page;
  return tx
    .select({ sourceRow: e.sourceRow, column: e.column, rule: e.rule, value: e.value, otherRow: e.otherRow })
    .from(e)
    .where(
      and(
        eq(e.importId, importId),
        rule === undefined ? undefined : eq(e.rule, rule),
        column === undefined ? undefined : eq(e.column, column),
        after &&
          sql`(${e.sourceRow}, ${e.column}, ${e.rule}) > (${after.sourceRow}, ${after.column}, ${after.rule})`,
      ),
    )
    .orderBy(e.sourceRow, e.column, e.rule)
    .limit(limit + 1);
}

/** Whole rows that were left out, with all that is wrong with each, in the order of the file. */
export async function readLeftOutRows(tx: Db, importId: string, afterSourceRow: number, limit: number) {
  const rows = await tx
    .select({
      sourceRow: e.sourceRow,
      values: sql<Record<
        string,
        string
      > | null>`(array_agg(${e.values}) filter (where ${e.values} is not null))[1]`,
      errors: sql<{ column: string; rule: string; value: string | null; otherRow: number | null }[]>`json_agg(
        json_build_object('column', ${e.column}, 'rule', ${e.rule}, 'value', ${e.value}, 'otherRow', ${e.otherRow}))`,
    })
    .from(e)
    .where(and(eq(e.importId, importId), gt(e.sourceRow, afterSourceRow)))
    .groupBy(e.sourceRow)
    .orderBy(e.sourceRow)
    .limit(limit);
  return rows;
}
