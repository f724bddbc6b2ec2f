import { z } from "zod";

const shared = {
  fields: z
    .array(z.string().max(64))
    .max(100)
    .optional()
    .describe("Output fields to look at; all of them when absent"),
};
const severity = z.enum(["warn", "block"]).default("warn").describe("How bad a finding is");
const limit = z.int().min(0).max(100_000).optional();
const words = z.array(z.string().trim().min(1).max(200)).max(200).optional();

/** What a text must be free of, by name. */
export const UNWANTED = ["all-caps", "emoji", "placeholders", "self-reference", "markdown"] as const;

export type Unwanted = (typeof UNWANTED)[number];

const formatSpecSchema = z.object({
  kind: z.literal("format"),
  severity,
  ...shared,
  label: z.string().trim().min(1).max(60).optional().describe("Whose rules they are, such as `eBay`"),
  minLength: limit.describe("Characters (Unicode code points) of each text"),
  maxLength: limit,
  minWords: limit.describe("Words of each text, as its language has them"),
  maxWords: limit,
  minItems: limit.describe("Entries of a list"),
  maxItems: limit,
  type: z
    .enum(["text", "number", "boolean", "list", "object"])
    .optional()
    .describe("Of the field's JSON value"),
  pattern: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe("A regular expression in RE2's syntax that stands in each text; `^…$` for the whole of it"),
  tags: z
    .array(
      z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/i, "input_wanted_html_tag")
        .max(30),
    )
    .max(100)
    .optional()
    .describe("HTML tags that may stand in it; none allowed when empty"),
  require: words.describe("Words of which each stands somewhere in the fields"),
  forbid: words.describe("Words that stand nowhere"),
  without: z.array(z.enum(UNWANTED)).max(UNWANTED.length).optional(),
});

/** Rules for the form of an output's texts. */
export type FormatSpec = z.output<typeof formatSpecSchema>;

/** How alike outputs must be to be found: the least that can be asked for, the usual and the most, in percent. */
export const [LEAST_ALIKE, USUAL_ALIKE, MOST_ALIKE] = [70, 80, 100];

const nearDuplicateSpecSchema = z.object({
  kind: z.literal("near-duplicate"),
  severity,
  ...shared,
  similarity: z
    .int()
    .min(LEAST_ALIKE)
    .max(MOST_ALIKE)
    .default(USUAL_ALIKE)
    .describe("From how many percent of what they say in common two outputs count as the same"),
});

/** How alike another output may be. */
export type NearDuplicateSpec = z.output<typeof nearDuplicateSpecSchema>;

const claimsSpecSchema = z.object({
  kind: z.literal("claims"),
  severity,
  ...shared,
  modelId: z
    .string()
    .optional()
    .describe(
      "A model that is shown what the rules flag, with the row: it can lower a flag by quoting what supports it. One call an item, where there are flags",
    ),
});

/** Claims that the row does not make, where the author wants it with a model's second look. */
export type ClaimsSpec = z.output<typeof claimsSpecSchema>;

const moderationSpecSchema = z.object({
  kind: z.literal("moderation"),
  severity,
  ...shared,
  modelId: z.string().describe("A moderation model; one call an item"),
  categories: z
    .array(z.string().trim().min(1).max(100))
    .max(100)
    .optional()
    .describe("Categories that count, as the provider names them; all of them when absent"),
});

export type ModerationSpec = z.output<typeof moderationSpecSchema>;

const judgeCheckSpecSchema = z.object({
  kind: z.literal("judge"),
  severity: severity.describe("`block` holds while the judge agrees with people often enough, else it warns"),
  evaluator: z.string().max(60).describe("The judge among the template's evaluators, by its name"),
});

/** A judge of the template, run over the outputs of batches too. */
export type JudgeCheckSpec = z.output<typeof judgeCheckSpecSchema>;

/** Which output field is a translation of which column. */
export const pairsSchema = z
  .array(z.object({ field: z.string().max(64), column: z.string().max(64) }))
  .min(1)
  .max(50)
  .describe("Which field translates which column");

/** What of a source its translation must have too. */
export const KEPT_PARTS = ["placeholders", "tags", "numbers"] as const;

/** A check as a template asks for it: what to look at, and how bad a finding is. */
const checkSpecSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["language", "personal-data", "links"]), severity, ...shared }),
  claimsSpecSchema,
  moderationSpecSchema,
  judgeCheckSpecSchema,
  z.object({
    kind: z.literal("lexicon"),
    lexiconIds: z.array(z.string()).min(1).max(50),
    severity: z
      .enum(["warn", "block"])
      .optional()
      .describe("The worst a term may count; as its entry says when absent"),
    ...shared,
  }),
  z.object({
    kind: z.literal("glossary"),
    glossaryIds: z.array(z.string()).min(1).max(50),
    severity,
    columns: z
      .array(z.string().max(64))
      .max(200)
      .optional()
      .describe("Columns of the row whose terms must be translated; all of them when absent"),
    pairs: pairsSchema
      .optional()
      .describe("Which field translates which column: terms of one must be in the other"),
    ...shared,
  }),
  z.object({
    kind: z.literal("kept-parts"),
    severity,
    ...shared,
    pairs: pairsSchema,
    parts: z
      .array(z.enum(KEPT_PARTS))
      .min(1)
      .max(KEPT_PARTS.length)
      .optional()
      .describe(
        "What translations must keep: placeholders, HTML tags, numbers with their units; all when absent",
      ),
  }),
  formatSpecSchema,
  nearDuplicateSpecSchema,
]);

export type CheckSpec = z.output<typeof checkSpecSchema>;

export const checkSpecsSchema = z
  .array(checkSpecSchema)
  .max(20)
  .refine(
    (specs) => specs.filter(({ kind }) => kind === "near-duplicate").length <= 1,
    "input_near_duplicate_twice",
  );

/** The output fields that a check looks at; `undefined` for all of them. */
export function fieldsOfCheck(spec: CheckSpec): readonly string[] | undefined {
  return spec.kind === "judge" ? undefined : spec.fields;
}
