import { z } from "zod";

/** The named parts of a template, in the order they are written and sent. */
export const SECTIONS = [
  "role",
  "instruction",
  "context",
  "inputData",
  "examples",
  "requirements",
  "outputIndicator",
] as const;

export type Section = (typeof SECTIONS)[number];

/** Every section's Liquid text; "" for one that is not used. */
export type Sections = Record<Section, string>;

const MAX_SECTION_CHARS = 50_000;
const MAX_NAME_CHARS = 64;
const MAX_NESTING = 2;

const sectionText = z.string().max(MAX_SECTION_CHARS).default("");

const sectionsSchema = z.object({
  role: sectionText,
  instruction: sectionText,
  context: sectionText,
  inputData: sectionText,
  examples: sectionText,
  requirements: sectionText,
  outputIndicator: sectionText,
}) satisfies z.ZodType<Sections>;

export const INPUT_TYPES = ["text", "number", "url", "list"] as const;
export const ON_MISSING = ["default", "skip", "block"] as const;

/** What a row's empty or absent value does: a value stands in, the item is left out, or the launch is refused. */
export type OnMissing = (typeof ON_MISSING)[number];

/**
 * A column the template reads. A required one must have a value in every row; one that is not may also be
 * asked for in a condition, and its `onMissing` holds where the text uses it outside of one.
 */
const inputColumnSchema = z.object({
  name: z.string().max(MAX_NAME_CHARS),
  type: z.enum(INPUT_TYPES).default("text"),
  required: z.boolean().default(true),
  onMissing: z.enum(ON_MISSING).default("block"),
  /** What stands in where `onMissing` is "default"; "" is a blank by choice, none at all is not a default. */
  default: z.string().max(10_000).optional(),
  sample: z.string().max(10_000).default(""),
});

export type InputColumn = z.output<typeof inputColumnSchema>;

export const OUTPUT_TYPES = ["text", "list", "number", "choice", "object"] as const;

export type OutputType = (typeof OUTPUT_TYPES)[number];

/** One field of what a model must answer. A list is of texts, or of objects where it has `fields`. */
export interface OutputField {
  name: string;
  type: OutputType;
  description: string;
  /** Whether it must have a value; one that need not may be null. */
  required: boolean;
  /** In characters (Unicode code points), of a text or of each text of a list. */
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  choices?: string[] | undefined;
  fields?: OutputField[] | undefined;
}

export type OutputFieldDraft = Pick<OutputField, "name" | "type"> &
  Partial<Omit<OutputField, "fields">> & { fields?: OutputFieldDraft[] | undefined };

const count = z.number().int().min(0).max(100_000).optional();

function outputFieldSchemaOf(nesting: number): z.ZodType<OutputField, OutputFieldDraft> {
  return z.object({
    name: z.string().max(MAX_NAME_CHARS),
    type: z.enum(OUTPUT_TYPES),
    description: z.string().max(2_000).default(""),
    required: z.boolean().default(true),
    minLength: count,
    maxLength: count,
    minItems: count,
    maxItems: count,
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    choices: z.array(z.string().max(200)).max(200).optional(),
    ...(nesting > 0 && {
      fields: z
        .array(outputFieldSchemaOf(nesting - 1))
        .max(50)
        .optional(),
    }),
  }) as z.ZodType<OutputField, OutputFieldDraft>;
}

export const outputFieldSchema = outputFieldSchemaOf(MAX_NESTING);

/** A BCP 47 language tag in its canonical spelling: "zh-cn" becomes "zh-CN". */
export const languageSchema = z
  .string()
  .max(35)
  .refine(isLanguageTag, "A language tag such as en, de or zh-CN")
  .transform((tag) => Intl.getCanonicalLocales(tag)[0] ?? tag);

/** What an author writes: everything of a version but its place in the history. */
export const templateBodySchema = z.object({
  sections: sectionsSchema,
  inputs: z.array(inputColumnSchema).max(200).default([]),
  outputs: z.array(outputFieldSchema).max(50).default([]),
  languages: z.array(languageSchema).max(50).default([]),
});

export type TemplateBody = z.output<typeof templateBodySchema>;

/** A version of a template: the one draft, or a published one that never changes again. */
export interface TemplateVersion extends TemplateBody {
  id: string;
  templateId: string;
  /** 1, 2, 3… in the order of publishing; `null` for the draft. */
  number: number | null;
  state: "draft" | "published";
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
