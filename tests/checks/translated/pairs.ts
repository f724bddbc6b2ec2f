import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const LANGUAGES = ["zh", "en", "de", "ja"] as const;

export type Language = (typeof LANGUAGES)[number];

export const LOST = ["term", "placeholder", "tag", "number"] as const;

const texts = { zh: z.string(), en: z.string(), de: z.string(), ja: z.string() };
const groupSchema = z.strictObject({
  ...texts,
  terms: z.array(z.strictObject({ ...texts, keep: z.literal(true).optional() })),
  faults: z.array(
    z.strictObject({ in: z.enum(LANGUAGES), text: z.string(), lost: z.array(z.enum(LOST)).min(1) }),
  ),
});

export type Group = z.output<typeof groupSchema>;

/** A text with its translation, and what of it the translation has lost. */
export interface Pair {
  from: Language;
  to: Language;
  source: string;
  text: string;
  lost: readonly (typeof LOST)[number][];
  terms: Group["terms"];
}

/** The groups of the labelled set. */
export function readGroups(): Group[] {
  const lines = readFileSync(join(import.meta.dirname, "groups.jsonl"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => groupSchema.parse(JSON.parse(line)));
}

/** Every pair that the groups make. */
export function labelledPairs(groups: readonly Group[]): Pair[] {
  return groups.flatMap((group) => {
    const { terms } = group;
    const between = (to: Language, text: string, lost: Pair["lost"]): Pair[] =>
      LANGUAGES.filter((from) => from !== to).map((from) => ({
        from,
        to,
        source: group[from],
        text,
        lost,
        terms,
      }));
    return [
      ...LANGUAGES.flatMap((to) => between(to, group[to], [])),
      ...group.faults.flatMap((fault) => between(fault.in, fault.text, fault.lost)),
    ];
  });
}
