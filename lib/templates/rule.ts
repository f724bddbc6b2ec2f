import { z } from "zod";
import { COMPARISONS } from "./condition.ts";
import { MAX_SECTION_CHARS, SECTIONS } from "./section.ts";

const MAX_VALUE_CHARS = 1_000;
/** Of `steps.<name>.<field>`. */
const MAX_READ_CHARS = 140;

const valueSchema = z.union([z.string().max(MAX_VALUE_CHARS), z.number().transform(String)]);

const clauseSchema = z.object({
  input: z
    .string()
    .max(MAX_READ_CHARS)
    .describe(
      "An input of the template, or `language` for the target language's tag; of a step also an earlier step's field, as `steps.<name>.<field>`",
    ),
  is: z.enum(COMPARISONS),
  value: z
    .union([valueSchema, z.array(valueSchema).max(200)])
    .optional()
    .describe("What to compare with, several for `in`; not asked for by `present` and `missing`"),
});

const clausesSchema = z.array(clauseSchema).max(20);

/** What a rule does with its section: adds its text below, writes it in place of the section's own, or drops it all. */
export const RULE_ACTS = ["add", "replace", "drop"] as const;

/** When a part of a prompt, or a step, holds. */
export const conditionSchema = z.union([
  z.strictObject({ all: clausesSchema }),
  z.strictObject({ any: clausesSchema }),
]);

export const ruleSchema = z.object({
  when: conditionSchema,
  do: z.enum(RULE_ACTS),
  section: z.enum(SECTIONS),
  text: z.string().max(MAX_SECTION_CHARS).optional().describe("Liquid, as in a section; `drop` takes none"),
  step: z
    .string()
    .max(64)
    .optional()
    .describe("The one step of a chain it is for; each step where it names none"),
});

/** A part of the prompt that depends on the row or on the language, without Liquid for the condition. */
export type Rule = z.output<typeof ruleSchema>;

export const rulesSchema = z.array(ruleSchema).max(100);
