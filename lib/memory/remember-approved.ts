import type { Db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import { readMemoryContexts } from "#db/queries/memory/contexts.ts";
import { keepEntries, type NewMemoryEntry } from "#db/queries/memory/entries.ts";
import { newId } from "#lib/new-id.ts";
import { normalSource, sourceDigest } from "./memory-source.ts";
import { bandsOf, gramsOf } from "./source-likeness.ts";

/** An item of a batch that a person has approved. */
export interface ApprovedItem {
  batchId: string;
  seq: number;
  rowNumber: number;
  language: string;
  output: Readonly<Record<string, unknown>>;
  outputVersion: number;
  approvedBy: string;
}

/**
 * Keeps the texts of approved items whose templates use them again, in the transaction that approves them. Nothing has to
 * be taken out where an approval is undone: an entry holds only while its item stands approved as it was.
 */
export async function rememberApproved(tx: Db, items: readonly ApprovedItem[]): Promise<void> {
  if (items.length === 0) return;
  const contexts = await readMemoryContexts(tx, [...new Set(items.map(({ batchId }) => batchId))]);
  const entries: NewMemoryEntry[] = [];
  for (const { batchId, templateId, datasetId, pairs } of contexts) {
    const own = items.filter((item) => item.batchId === batchId);
    const rows = await readRowsByNumber(tx, datasetId, [...new Set(own.map(({ rowNumber }) => rowNumber))]);
    const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
    for (const { seq, rowNumber, language, output, outputVersion, approvedBy } of own)
      for (const { field, column } of pairs) {
        const text = output[field];
        const written = writtenEntry(valuesOf.get(rowNumber)?.[column] ?? "", text);
        if (!written) continue;
        const from = { templateId, field, language, batchId, seq, outputVersion };
        entries.push({ id: newId(), ...from, ...written, addedBy: approvedBy, addedAt: new Date() });
      }
  }
  await keepEntries(tx, entries);
}

/** A source with its translation as they are kept; `null` where either says nothing. */
export function writtenEntry(
  column: string,
  text: unknown,
): Pick<NewMemoryEntry, "source" | "text" | "sourceDigest" | "grams" | "bands"> | null {
  const source = normalSource(column);
  if (source === "" || typeof text !== "string" || text.trim() === "") return null;
  const grams = gramsOf(source);
  return { source, text, sourceDigest: sourceDigest(source), grams, bands: bandsOf(grams) };
}
