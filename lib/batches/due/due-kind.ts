import { z } from "zod";

/** What of its rows a launch may make: what was never made, what is made from inputs that changed since, what was rejected. */
export const DUE_KINDS = ["never", "stale", "rejected"] as const;

export type DueKind = (typeof DUE_KINDS)[number];

/** Which items of a launch are made, as the API takes it: all, or those of one or more kinds. */
export const onlySchema = z
  .union([z.enum(["all", ...DUE_KINDS]), z.array(z.enum(DUE_KINDS)).min(1)])
  .transform((only): DueKind[] | undefined =>
    only === "all" ? undefined : DUE_KINDS.filter((kind) => [only].flat().includes(kind)),
  );

const count = z.int();

/** How many items of a scope there are of each kind, and of those that a launch leaves out, why. */
export const dueSchema = z.object({
  never: count,
  stale: count,
  rejected: count,
  changed: z
    .object({
      source: count,
      template: count,
      glossary: count,
      model: count.describe("The model that the template names for the language"),
    })
    .describe("Of the stale and the rejected ones, what has changed; more than one may have"),
  unchanged: count,
  making: count.describe("Another run is making them"),
  waiting: count.describe("Rejected for their source, which nobody has corrected"),
  dropped: count.describe("Rejected for good"),
  lacking: count.describe("Rows that the template leaves out, for they lack a value"),
});

export type DueCounts = z.output<typeof dueSchema>;

/** How many of them a launch of these kinds makes. */
export function itemsDue(counts: DueCounts, only: readonly DueKind[]): number {
  return only.reduce((sum, kind) => sum + counts[kind], 0);
}
