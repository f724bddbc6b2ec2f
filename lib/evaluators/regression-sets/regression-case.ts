import { hash } from "node:crypto";
import { z } from "zod";
import { inOneOrder } from "#lib/in-one-order.ts";
import { languageSchema } from "#lib/templates/language-tag.ts";

export const SPLITS = ["tune", "held-out"] as const;

/** Whether a prompt may be tuned on a case, or it is kept back to see whether what was tuned holds. */
export type Split = (typeof SPLITS)[number];

const HELD_OUT_OF_TEN = 3;

/** The row that a case is about, as it was when it was kept; its values tell it from others. */
export function rowKey(values: Readonly<Record<string, string>>): string {
  return hash("sha256", inOneOrder(values), "hex");
}

/** Which split a row is in: the same in every version and every set, whatever else there is, about three in ten held out. */
export function splitOf(values: Readonly<Record<string, string>>): Split {
  return Number.parseInt(rowKey(values).slice(0, 8), 16) % 10 < HELD_OUT_OF_TEN ? "held-out" : "tune";
}

/** What a person says is right, by field: texts, numbers and lists of texts. */
const expectedSchema = z
  .record(
    z.string().max(64),
    z.union([z.string().max(100_000), z.number(), z.array(z.string().max(20_000)).max(1_000)]),
  )
  .describe("Fields of the output that a person says are right; evaluators hold others against these");

/** Where a case stands: a row in a language. */
export const placeSchema = z.object({ rowNumber: z.int().min(1), language: languageSchema });

/** A case to keep. */
export const keptCaseSchema = placeSchema.extend({ expected: expectedSchema.nullable().default(null) });

export type KeptCase = z.output<typeof keptCaseSchema>;
