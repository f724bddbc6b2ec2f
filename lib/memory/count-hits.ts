import type { Db } from "#db/client.ts";
import { readRows } from "#db/queries/datasets.ts";
import { hasEntries } from "#db/queries/memory/entries.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { memoryOf } from "./recall.ts";

/** How many items of a run need no call, for they are approved translations used again. */
export interface MemoryHits {
  hits: number;
  /** Every row was looked at; else as many as in the stretches that were. */
  isExact: boolean;
}

const ROWS_OF_A_STRETCH = 500;
/** Nobody waits for a million rows to be looked at: so many stretches, evenly over the dataset. */
const MOST_STRETCHES = 40;

/** Counts them for the first rows of a dataset in these languages; `null` for a template that uses none again. */
export async function countHits(
  tx: Db,
  version: TemplateVersion,
  { datasetId, rowCount, languages }: { datasetId: string; rowCount: number; languages: readonly string[] },
): Promise<MemoryHits | null> {
  const memory = memoryOf(version);
  if (!memory) return null;
  if (!(await hasEntries(tx, version.templateId))) return { hits: 0, isExact: true };
  const stretches = Math.ceil(rowCount / ROWS_OF_A_STRETCH);
  const looked = Math.min(stretches, MOST_STRETCHES);
  let [rows, hits] = [0, 0];
  for (let index = 0; index < looked; index++) {
    const first = 1 + Math.floor((index * stretches) / looked) * ROWS_OF_A_STRETCH;
    const last = Math.min(rowCount, first + ROWS_OF_A_STRETCH - 1);
    const found = await readRows(tx, datasetId, first, last);
    const items = found.flatMap(({ values }) => languages.map((language) => ({ values, language })));
    const remembered = await memory.rememberedOf(tx, items);
    rows += last - first + 1;
    hits += remembered.filter((one) => one !== null).length;
  }
  const isExact = looked === stretches;
  return { hits: isExact ? hits : Math.round((hits / rows) * rowCount), isExact };
}
