import { and, asc, desc, eq, getTableColumns, isNull, lt, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { regressionCases, regressionSets, regressionSetVersions } from "#db/schema/regression-sets.ts";

export type RegressionSetRow = typeof regressionSets.$inferSelect;
export type RegressionCaseRow = typeof regressionCases.$inferSelect;

const named = { ...getTableColumns(regressionSets), updatedByName: members.name };

/** Adds a set; its first version is added with `insertSetVersion`. */
export async function insertSet(tx: Db, set: typeof regressionSets.$inferInsert): Promise<void> {
  await tx.insert(regressionSets).values(set);
}

/** Adds a version of a set with its cases. */
export async function insertSetVersion(
  tx: Db,
  version: typeof regressionSetVersions.$inferInsert,
  cases: readonly Omit<typeof regressionCases.$inferInsert, "setId" | "version">[],
): Promise<void> {
  await tx.insert(regressionSetVersions).values(version);
  const of = { setId: version.setId, version: version.version };
  await tx.insert(regressionCases).values(cases.map((one) => ({ ...one, ...of })));
}

/** Changes a set's own facts. */
export async function updateSet(
  tx: Db,
  id: string,
  change: Partial<Omit<RegressionSetRow, "id">>,
): Promise<void> {
  await tx.update(regressionSets).set(change).where(eq(regressionSets.id, id));
}

/** The set of an id with the name of who changed it last, archived or not; `null` when there is none. */
export async function findSet(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select(named)
    .from(regressionSets)
    .leftJoin(members, eq(members.id, regressionSets.updatedBy))
    .where(eq(regressionSets.id, id));
  return found ?? null;
}

/** The set of an id that is not archived, locked until the transaction ends; `null` when there is none. */
export async function lockSet(tx: Db, id: string): Promise<RegressionSetRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(regressionSets)
    .where(and(eq(regressionSets.id, id), isNull(regressionSets.archivedAt)))
    .for("update");
  return found ?? null;
}

/** Whether a set of the template that is not archived has this name, whatever its capitals. */
export async function isSetNameTaken(
  tx: Db,
  { templateId, name, otherThan }: { templateId: string; name: string; otherThan?: string | undefined },
): Promise<boolean> {
  const found = await tx
    .select({ id: regressionSets.id })
    .from(regressionSets)
    .where(
      and(
        eq(regressionSets.templateId, templateId),
        isNull(regressionSets.archivedAt),
        sql`lower(${regressionSets.name}) = lower(${name})`,
        otherThan ? sql`${regressionSets.id} <> ${otherThan}` : undefined,
      ),
    );
  return found.length > 0;
}

/** Sets of a template that are not archived, newest first, one more than `limit`, with how many cases they have now. */
export function listSets(
  tx: Db,
  templateId: string,
  { limit, before }: { limit: number; before?: string | undefined },
) {
  const count = (filter: ReturnType<typeof sql>) =>
    sql<number>`(
    select count(*) from regression_cases c
    where c.set_id = ${regressionSets.id} and c.version = ${regressionSets.version} and ${filter})`.mapWith(
      Number,
    );
  return tx
    .select({
      ...named,
      caseCount: count(sql`true`),
      heldOutCount: count(sql`c.split = 'held-out'`),
      expectedCount: count(sql`c.expected is not null`),
    })
    .from(regressionSets)
    .leftJoin(members, eq(members.id, regressionSets.updatedBy))
    .where(
      and(
        eq(regressionSets.templateId, templateId),
        isNull(regressionSets.archivedAt),
        before ? lt(regressionSets.id, before) : undefined,
      ),
    )
    .orderBy(desc(regressionSets.id))
    .limit(limit + 1);
}

/** A version of a set with who made it; `null` when there is none of that number. */
export async function findSetVersion(tx: Db, setId: string, version: number) {
  const [found] = await tx
    .select({ ...getTableColumns(regressionSetVersions), createdByName: members.name })
    .from(regressionSetVersions)
    .leftJoin(members, eq(members.id, regressionSetVersions.createdBy))
    .where(and(eq(regressionSetVersions.setId, setId), eq(regressionSetVersions.version, version)));
  return found ?? null;
}

/** The cases of a version of a set, by row and language. */
export function readCases(tx: Db, setId: string, version: number): Promise<RegressionCaseRow[]> {
  return tx
    .select()
    .from(regressionCases)
    .where(and(eq(regressionCases.setId, setId), eq(regressionCases.version, version)))
    .orderBy(asc(regressionCases.rowNumber), asc(regressionCases.language));
}
