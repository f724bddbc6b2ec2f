import { z } from "zod";
import type { Db } from "#db/client.ts";
import { type OutputVersionRow, readOutputVersions } from "#db/queries/batches/output-versions.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import { OUTPUT_VERSION_KINDS } from "../output-version.ts";

/** One version of an item's output, as people are told of it. */
export const outputVersionSchema = z.object({
  version: z.int(),
  kind: z.enum(OUTPUT_VERSION_KINDS),
  output: z.record(z.string(), z.unknown()),
  madeBy: z.object({ memberId: z.string(), name: z.string() }).nullable().describe("`null`: a model"),
  madeAt: z.string(),
  fromVersion: z.int().nullable(),
});

export type OutputVersionView = z.output<typeof outputVersionSchema>;

/** Every version of an item's output, oldest first. What never changed has one, and no output has none. */
export async function viewOutputVersions(
  tx: Db,
  item: { batchId: string; seq: number; output: Record<string, unknown> | null; endedAt: Date | string },
): Promise<OutputVersionView[]> {
  if (!item.output) return [];
  const kept = await readOutputVersions(tx, [item]);
  if (kept.length === 0) return [firstOf(item.output, item.endedAt)];
  const names = await readMemberNames(
    tx,
    kept.map(({ madeBy }) => madeBy),
  );
  return kept.map((row) => toView(row, names));
}

function firstOf(output: Record<string, unknown>, endedAt: Date | string): OutputVersionView {
  const madeAt = new Date(endedAt).toISOString();
  return { version: 1, kind: "generated", output, madeBy: null, madeAt, fromVersion: null };
}

function toView(row: OutputVersionRow, names: Map<string, string>): OutputVersionView {
  const { version, kind, output, madeBy, madeAt, fromVersion } = row;
  return {
    version,
    kind,
    output,
    madeBy: madeBy === null ? null : { memberId: madeBy, name: names.get(madeBy) ?? "" },
    madeAt: madeAt.toISOString(),
    fromVersion,
  };
}
