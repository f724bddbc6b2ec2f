import { z } from "zod";
import type { EndedStepRow } from "#db/queries/batches/item-steps.ts";

const valueSchema = z.object({
  passages: z.array(z.object({ text: z.string(), document: z.string(), section: z.string() })),
});

/** A passage that an output was written from, and where it stands. */
export type Passage = z.output<typeof valueSchema>["passages"][number];

/** The passages that the steps of an item found, in their order, each once; those of other kinds found none. */
export function sourcesOf(steps: readonly EndedStepRow[]): Passage[] {
  const found = steps.flatMap(({ output, evidence }) => {
    const isRetrieval = evidence !== undefined && "collectionId" in evidence;
    const read = isRetrieval ? valueSchema.safeParse(output) : null;
    return read?.success ? read.data.passages : [];
  });
  return [...new Map(found.map((passage) => [JSON.stringify(passage), passage])).values()];
}
