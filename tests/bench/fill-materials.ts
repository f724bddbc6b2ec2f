import { eq, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { datasets } from "#db/schema/datasets.ts";
import { type MaterialOptions, type Materials, makeMaterials } from "#tests/batches/batch-fixture.ts";

/** What a batch of any number of rows needs; the rows are made by the database itself. */
export async function fillMaterials(options: MaterialOptions & { rows: number }): Promise<Materials> {
  const materials = await makeMaterials({ ...options, rows: 1 });
  const { datasetId } = materials;
  await db().execute(sql`
    insert into dataset_rows (dataset_id, row_number, source_row, values)
    select ${datasetId}::uuid, n, n + 1, jsonb_build_object('name', 'Perfume ' || n)
    from generate_series(2, ${options.rows}::int) n`);
  const [dataset] = await db().select().from(datasets).where(eq(datasets.id, datasetId));
  const columns = dataset?.columns.map((column) => ({
    ...column,
    filled: options.rows,
    distinct: options.rows,
  }));
  await db()
    .update(datasets)
    .set({ rowCount: options.rows, columns: columns ?? [] })
    .where(eq(datasets.id, datasetId));
  await db().execute(sql`analyze dataset_rows`);
  return materials;
}
