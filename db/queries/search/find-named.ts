import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** What has a name of its own to be found by. */
export type NamedKind =
  | "batch"
  | "template"
  | "dataset"
  | "schedule"
  | "model"
  | "provider"
  | "member"
  | "budget";

/** A thing that was found by its name or its id. */
export interface NamedRow {
  kind: NamedKind;
  id: string;
  name: string;
  /** What tells it from others of its name: the provider of a model, the address of a member. */
  detail: string | null;
}

interface Source {
  from: SQL;
  id: SQL;
  name: SQL;
  detail: SQL;
  /** Other texts it is found by. */
  also?: SQL;
  where?: SQL;
}

const NOTHING = sql`null::text`;

const SOURCES: Record<NamedKind, Source> = {
  batch: { from: sql`batches t`, id: sql`t.id`, name: sql`t.name`, detail: NOTHING },
  template: {
    ...{ from: sql`templates t`, id: sql`t.id`, name: sql`t.name`, detail: NOTHING },
    ...{ also: sql`t.description`, where: sql`t.archived_at is null` },
  },
  dataset: {
    ...{ from: sql`datasets t left join uploads u on u.id = t.upload_id`, id: sql`t.id`, name: sql`t.name` },
    ...{ detail: sql`u.file_name`, also: sql`u.file_name`, where: sql`t.archived_at is null` },
  },
  schedule: {
    ...{ from: sql`schedules t`, id: sql`t.id`, name: sql`t.name`, detail: NOTHING },
    where: sql`t.archived_at is null`,
  },
  model: {
    ...{ from: sql`models t join providers p on p.id = t.provider_id`, id: sql`t.id`, name: sql`t.name` },
    ...{ detail: sql`p.name`, where: sql`t.archived_at is null` },
  },
  provider: {
    ...{ from: sql`providers t`, id: sql`t.id`, name: sql`t.name`, detail: NOTHING },
    where: sql`t.archived_at is null`,
  },
  member: {
    ...{ from: sql`members t`, id: sql`t.id`, name: sql`t.name`, detail: sql`t.email` },
    also: sql`t.email`,
  },
  budget: {
    ...{ from: sql`budgets t`, id: sql`t.id`, name: sql`t.name`, detail: NOTHING },
    where: sql`t.archived_at is null`,
  },
};

/**
 * Things of these kinds whose name holds every word of a text, whatever its case; those that begin with it first,
 * then the newest. At most `limit` of a kind.
 */
export async function findNamed(
  tx: Db,
  kinds: readonly NamedKind[],
  words: readonly string[],
  limit: number,
): Promise<NamedRow[]> {
  if (kinds.length === 0 || words.length === 0) return [];
  const patterns = words.map((word) => `%${escapeLike(word)}%`);
  const beginning = `${escapeLike(words.join(" "))}%`;
  const parts = kinds.map((kind) => {
    const { from, id, name, detail, also, where } = SOURCES[kind];
    const text = also ? sql`(${name} || ' ' || coalesce(${also}, ''))` : name;
    const matches = patterns.map((pattern) => sql`${text} ilike ${pattern}`);
    return sql`(select ${kind}::text as kind, ${id}::text as id, ${name} as name, ${detail} as detail
      from ${from} where ${sql.join([...matches, ...(where ? [where] : [])], sql` and `)}
      order by ${name} ilike ${beginning} desc, ${id} desc limit ${limit})`;
  });
  const rows = await tx.execute<NamedRow & Record<string, unknown>>(sql.join(parts, sql` union all `));
  return [...rows];
}

/** The thing of one of these kinds that has this id; `null` for none. */
export async function findById(tx: Db, kinds: readonly NamedKind[], id: string): Promise<NamedRow | null> {
  if (kinds.length === 0) return null;
  const parts = kinds.map((kind) => {
    const source = SOURCES[kind];
    return sql`(select ${kind}::text as kind, ${source.id}::text as id, ${source.name} as name,
      ${source.detail} as detail from ${source.from} where ${source.id} = ${id}::uuid)`;
  });
  const [row] = await tx.execute<NamedRow & Record<string, unknown>>(sql.join(parts, sql` union all `));
  return row ?? null;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
