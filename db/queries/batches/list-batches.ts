import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";
import type { BatchRow } from "./batches.ts";
import { mayAsk } from "./language-model.ts";

/** Orders of batches. Money is ordered within a currency: amounts of two are not compared. */
export type BatchSort = "newest" | "oldest" | "name" | "items" | "failed" | "spent";

interface SortKey {
  value: SQL;
  type: "uuid" | "text" | "bigint" | "numeric";
  isDescending: boolean;
}

const NEWEST: SortKey = { value: sql`${batches.id}`, type: "uuid", isDescending: true };

/** What each order goes by; ids are made in the order of time, and end every order. */
const KEYS: Record<BatchSort, readonly SortKey[]> = {
  newest: [NEWEST],
  oldest: [{ ...NEWEST, isDescending: false }],
  name: [{ value: sql`lower(${batches.name})`, type: "text", isDescending: false }, NEWEST],
  items: [{ value: sql`${batches.itemCount}`, type: "bigint", isDescending: true }, NEWEST],
  failed: [
    {
      value: sql`(select coalesce(sum(c.failed), 0)::int from batch_counters c where c.batch_id = ${batches.id})`,
      type: "bigint",
      isDescending: true,
    },
    NEWEST,
  ],
  spent: [
    { value: sql`${batches.currency}`, type: "text", isDescending: false },
    { value: sql`${batches.spent}`, type: "numeric", isDescending: true },
    NEWEST,
  ],
};

export interface BatchQuestion {
  limit: number;
  sort?: BatchSort | undefined;
  /** The position of the last batch of the page before; one that is not of this order begins anew. */
  after?: readonly string[] | undefined;
  state?: BatchRow["state"][] | undefined;
  launchedBy?: string | undefined;
  datasetId?: string | undefined;
  templateId?: string | undefined;
  modelId?: string | undefined;
  search?: string | undefined;
}

/** Batches in an order, each with its position in it; one more than `limit` tells that there is a next page. */
export async function listBatches(
  tx: Db,
  { limit, sort = "newest", after, state, launchedBy, datasetId, templateId, modelId, search }: BatchQuestion,
): Promise<{ batch: BatchRow; position: string[] }[]> {
  const keys = KEYS[sort];
  return tx
    .select({
      batch: batches,
      position: sql<string[]>`array[${sql.join(
        keys.map(({ value }) => sql`(${value})::text`),
        sql`, `,
      )}]`,
    })
    .from(batches)
    .where(
      and(
        after && isPosition(keys, after) ? isAfter(keys, after) : undefined,
        state && state.length > 0 ? inArray(batches.state, state) : undefined,
        launchedBy && isUuid(launchedBy) ? eq(batches.launchedBy, launchedBy) : undefined,
        datasetId && isUuid(datasetId) ? eq(batches.datasetId, datasetId) : undefined,
        templateId && isUuid(templateId) ? eq(batches.templateId, templateId) : undefined,
        modelId && isUuid(modelId) ? mayAsk(sql`${batches}`, modelId) : undefined,
        search ? sql`${batches.name} ilike ${`%${search.replace(/[\\%_]/g, "\\$&")}%`}` : undefined,
      ),
    )
    .orderBy(
      ...keys.map(({ value, isDescending }) => (isDescending ? sql`${value} desc` : sql`${value} asc`)),
    )
    .limit(limit + 1);
}

function isPosition(keys: readonly SortKey[], after: readonly string[]): boolean {
  return (
    after.length === keys.length &&
    keys.every(({ type }, at) => {
      const value = after[at] ?? "";
      if (type === "uuid") return isUuid(value);
      return type === "text" || (type === "bigint" ? /^\d{1,18}$/ : /^\d{1,20}(\.\d{1,20})?$/).test(value);
    })
  );
}

// (a, b) after (x, y) where the keys differ in direction: a past x, or a at x and b past y.
function isAfter([key, ...others]: readonly SortKey[], [value = "", ...rest]: readonly string[]): SQL {
  if (!key) return sql`false`;
  const bound = sql`${value}::${sql.raw(key.type)}`;
  const isPast = key.isDescending ? sql`${key.value} < ${bound}` : sql`${key.value} > ${bound}`;
  if (others.length === 0) return isPast;
  return sql`(${isPast} or (${key.value} = ${bound} and ${isAfter(others, rest)}))`;
}
