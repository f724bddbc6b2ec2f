import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Something without a name of its own, as it is known by its id; its name is that of what it belongs to. */
export interface RunRow {
  kind: "trial" | "call";
  id: string;
  name: string;
}

const SOURCES: Record<RunRow["kind"], (id: string) => SQL> = {
  trial: (id) => sql`select 'trial' as kind, t.id::text as id, coalesce(d.name, '') as name
    from trials t left join datasets d on d.id = t.dataset_id where t.id = ${id}::uuid`,
  call: (id) => sql`select 'call' as kind, a.id::text as id, coalesce(m.name, '') as name
    from attempts a left join models m on m.id = a.model_id where a.id = ${id}::uuid`,
};

/** The trial or call of an id, of those kinds that are asked for; `null` for none. */
export async function findRun(
  tx: Db,
  id: string,
  wanted: Record<RunRow["kind"], boolean>,
): Promise<RunRow | null> {
  const kinds = (Object.keys(SOURCES) as RunRow["kind"][]).filter((kind) => wanted[kind]);
  if (kinds.length === 0) return null;
  const [row] = await tx.execute<RunRow & Record<string, unknown>>(
    sql.join(
      kinds.map((kind) => SOURCES[kind](id)),
      sql` union all `,
    ),
  );
  return row ?? null;
}
