import { z } from "zod";
import { DRAWING_TASKS, MAY_CHANGE } from "#lib/images/drawing/drawing-wish.ts";
import { operationsInHandSchema } from "#lib/images/operations/operation.ts";
import { checkSpecsSchema } from "./check-spec.ts";
import { evaluatorSpecsSchema } from "./evaluator-spec.ts";
import { languageOverridesSchema } from "./language-override.ts";
import { languageSchema } from "./language-tag.ts";
import { memorySpecSchema } from "./memory-spec.ts";
import { modelToolsSchema } from "./model-tools.ts";
import { conditionSchema, rulesSchema } from "./rule.ts";
import { MAX_SECTION_CHARS, type Sections } from "./section.ts";
import { usedSnippetsSchema } from "./snippets/snippet.ts";

const MAX_NAME_CHARS = 64;
const MAX_NESTING = 2;
export const MAX_STEPS = 10;
const MAX_QUERY_CHARS = 2_000;
/** The most products that a step may read. */
/** Passages that a step may find. */
export const MOST_PASSAGES = 20;
export const MOST_PRODUCTS = 20;
/** Rows of a dataset that a prompt shows as examples at most. */
export const MOST_EXAMPLES = 20;
/** Tokens that examples take at most, where their step does not say how many. */
export const USUAL_EXAMPLE_TOKENS = 1_000;

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

export const INPUT_TYPES = ["text", "number", "url", "list", "picture"] as const;
/** Pictures of one cell that a prompt shows at most. */
export const MAX_PICTURES = 10;
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
  maxPictures: z
    .int()
    .min(1)
    .max(MAX_PICTURES)
    .optional()
    .describe("Of a picture input: how many of a cell's pictures are shown, from the first; 1 where absent"),
});

export type InputColumn = z.output<typeof inputColumnSchema>;

export const OUTPUT_TYPES = ["text", "list", "number", "choice", "object", "picture"] as const;

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

/** What a step asks its model with, in place of what the run says. */
const stepParametersSchema = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  maxOutputTokens: z.int().min(1).max(200_000).optional(),
});

/** What a step may do: ask a model, or work that nobody is paid for. */
export const STEP_KINDS = [
  "generate",
  "examples",
  "retrieve",
  "look-up",
  "http",
  "picture",
  "edit-picture",
] as const;

const ofEveryStep = {
  name: z.string().max(MAX_NAME_CHARS).describe("Later steps read its fields as `steps.<name>.<field>`"),
  when: conditionSchema.optional().describe("Left out where this does not hold; its fields are then empty"),
};

const generateStepSchema = z.object({
  ...ofEveryStep,
  kind: z.literal("generate").default("generate"),
  sections: sectionsSchema.prefault({}),
  outputs: z.array(outputFieldSchema).max(50).default([]),
  modelId: z.uuid().optional().describe("The model it asks; the run's where absent"),
  parameters: stepParametersSchema.optional(),
  tools: modelToolsSchema
    .optional()
    .describe("Tools and look-ups that its model may call before it answers; none where absent"),
});

const retrieveStepSchema = z.object({
  ...ofEveryStep,
  kind: z.literal("retrieve").describe("Finds passages of a collection; later steps read its `passages`"),
  collectionId: z.string().max(100).default(""),
  query: z
    .string()
    .max(MAX_QUERY_CHARS)
    .default("")
    .describe(
      "Liquid, as in a prompt: what the passages are to be about, such as `{{ name }} {{ category }}`",
    ),
  limit: z.int().min(1).max(MOST_PASSAGES).optional().describe("Most passages; 5"),
});

/** How a step picks its examples. */
export const EXAMPLE_PICKS = ["fixed", "nearest"] as const;

const columnNames = z.array(z.string().max(200)).max(50).default([]);

const examplesStepSchema = z.object({
  ...ofEveryStep,
  kind: z
    .literal("examples")
    .describe(
      "Takes rows of a dataset as examples; later steps read its `text`, or its `examples` one by one",
    ),
  datasetId: z.string().max(100).default(""),
  given: columnNames.describe(
    "Columns that say what was given; where none is named, those that bear an input's name",
  ),
  answers: columnNames.describe("Columns that say what was to be written, as the output's fields are called"),
  pick: z
    .enum(EXAMPLE_PICKS)
    .default("fixed")
    .describe("The rows of `rowNumbers`, or those nearest to each row by the vectors of a collection"),
  rowNumbers: z.array(z.int().min(1)).max(MOST_EXAMPLES).default([]).describe("In their order, from 1"),
  collectionId: z
    .string()
    .max(100)
    .default("")
    .describe("Where the dataset's rows are, once they were added with `datasetId` to its documents"),
  query: z
    .string()
    .max(MAX_QUERY_CHARS)
    .default("")
    .describe("Liquid, as in a prompt: what rows are to be near to, such as `{{ name }} {{ category }}`"),
  limit: z.int().min(1).max(MOST_EXAMPLES).optional().describe("Most of the nearest rows; 3"),
  maxTokens: z
    .int()
    .min(50)
    .max(20_000)
    .optional()
    .describe(
      `What the examples take at most; ${USUAL_EXAMPLE_TOKENS}. One that does not fit is left out whole`,
    ),
});

const lookUpStepSchema = z.object({
  ...ofEveryStep,
  kind: z.literal("look-up").describe("Reads products of the catalogue"),
  query: z
    .string()
    .max(MAX_QUERY_CHARS)
    .default("")
    .describe("Liquid, as in a prompt: what `by` has to equal, such as `{{ parent_sku }}`"),
  by: z
    .string()
    .max(300)
    .default("key")
    .describe(
      "`key`: one product, whose columns are the step's fields; `category`, `gtin` or `attributes.<name>`: several, as `products` and their `count`",
    ),
  limit: z.int().min(1).max(MOST_PRODUCTS).optional().describe("Most products, where several are read; 5"),
  except: z
    .string()
    .max(MAX_QUERY_CHARS)
    .optional()
    .describe("Liquid: the key of a product that is left out, such as the row's own"),
});

const httpStepSchema = z.object({
  ...ofEveryStep,
  kind: z.literal("http").describe("Calls a tool"),
  toolId: z.string().max(100).default(""),
  inputs: z
    .record(z.string().max(MAX_NAME_CHARS), z.string().max(200))
    .default({})
    .describe(
      "What each of the tool's inputs is: an input's name, `language`, or `steps.<name>.<field>`. Those that are left out are looked for by their name when the draft is saved",
    ),
});

const pictureStepSchema = z.object({
  ...ofEveryStep,
  kind: z
    .literal("picture")
    .describe("Makes a picture of another one; the asset that comes of it is its field"),
  source: z
    .string()
    .max(200)
    .default("")
    .describe(
      "The picture: an input of type picture, of which the first is taken, or `steps.<name>.<field>`",
    ),
  operations: operationsInHandSchema.default([]).describe("What is done to it, in order"),
  field: z.string().max(MAX_NAME_CHARS).default("picture").describe("What its picture is called"),
});

/** Each is paid for. */
export const MOST_CANDIDATES = 8;

const editPictureStepSchema = z.object({
  ...ofEveryStep,
  kind: z
    .literal("edit-picture")
    .describe("Has a model draw from a picture, or enlarge it; the asset that comes of it is its field"),
  source: z
    .string()
    .max(200)
    .default("")
    .describe(
      "The picture: an input of type picture, of which the first is taken, or `steps.<name>.<field>`",
    ),
  field: z.string().max(MAX_NAME_CHARS).default("picture").describe("What its picture is called"),
  modelId: z.uuid().optional().describe("A model of kind image"),
  task: z.enum(DRAWING_TASKS).default("edit"),
  prompt: z
    .string()
    .max(MAX_QUERY_CHARS)
    .default("")
    .describe("Liquid, as in a prompt: what is to be drawn, for each row its own"),
  avoid: z
    .string()
    .max(MAX_QUERY_CHARS)
    .optional()
    .describe("Liquid: what is not to be seen, at Stable Diffusion servers"),
  mayChange: z
    .enum(MAY_CHANGE)
    .default("all")
    .describe("What of the picture may change; subject and background are told apart by a cut-out"),
  size: z
    .union([z.literal("source"), z.templateLiteral([z.int().positive(), "x", z.int().positive()])], {
      error: "input_wanted_size",
    })
    .default("source")
    .describe("In pixels; `source`: as the picture lies, at about a megapixel"),
  quality: z.string().trim().min(1).max(40).optional().describe("As the provider calls it"),
  strength: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe("How far it may come away from the picture, at Stable Diffusion servers"),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional()
    .describe("The first candidate's, where the provider takes one"),
  count: z.int().min(1).max(MOST_CANDIDATES).default(1).describe("Candidates; the first is the step's"),
  factor: z
    .union([z.literal(2), z.literal(4)])
    .default(2)
    .describe("By how much it is enlarged"),
});

const stepSchema = z.discriminatedUnion(
  "kind",
  [
    generateStepSchema,
    examplesStepSchema,
    retrieveStepSchema,
    lookUpStepSchema,
    httpStepSchema,
    pictureStepSchema,
    editPictureStepSchema,
  ],
  {
    error: "input_step_kind",
  },
);

/** A step in which a model writes fields from a prompt that may read what earlier steps gave. */
export type GenerateStep = z.output<typeof generateStepSchema>;

/** A step that takes rows of a dataset as examples. */
export type ExamplesStep = z.output<typeof examplesStepSchema>;

/** A step that finds passages of a collection. */
export type RetrieveStep = z.output<typeof retrieveStepSchema>;

/** A step that reads products of the catalogue. */
export type LookUpStep = z.output<typeof lookUpStepSchema>;

/** A step that calls a tool. */
export type HttpStep = z.output<typeof httpStepSchema>;

/** A step that makes a picture of another one. */
export type PictureStep = z.output<typeof pictureStepSchema>;

/** A step in which a model draws from a picture, or enlarges it. */
export type EditPictureStep = z.output<typeof editPictureStepSchema>;

/** One act of a chain. */
export type TemplateStep = z.output<typeof stepSchema>;

/** What an author writes: everything of a version but its place in the history. */
export const templateBodySchema = z.object({
  sections: sectionsSchema.prefault({}),
  inputs: z.array(inputColumnSchema).max(200).default([]),
  outputs: z
    .array(outputFieldSchema)
    .max(50)
    .default([])
    .describe("What an output consists of; with `steps` it follows from `result`"),
  steps: z
    .array(stepSchema)
    .max(MAX_STEPS)
    .default([])
    .describe("A chain, in order, in place of `sections` and `outputs`; none for a template of one prompt"),
  result: z
    .array(z.string().max(140))
    .max(50)
    .default([])
    .describe("`<step>.<field>` of a chain that become its output; all fields of the last step where empty"),
  languages: z.array(languageSchema).max(50).default([]),
  checks: checkSpecsSchema.default([]),
  evaluators: evaluatorSpecsSchema
    .default([])
    .describe("What trials hold outputs against, such as a column with the right answer"),
  rules: rulesSchema.default([]).describe("In their order: parts of the prompt that depend on the row"),
  snippets: usedSnippetsSchema
    .default([])
    .describe("The versions of the snippets that its texts name; the newest of those that are left out"),
  languageOverrides: languageOverridesSchema
    .default({})
    .describe("By language tag: what is otherwise there; `zh` holds for every `zh-…` without one of its own"),
  glossaryIds: z
    .array(z.string())
    .max(50)
    .default([])
    .describe("Glossaries whose terms go into the prompt where the row has them"),
  memory: memorySpecSchema
    .nullable()
    .default(null)
    .describe("Whether approved translations are used again: which field translates which column"),
});

export type TemplateBody = z.output<typeof templateBodySchema>;

const BODY_PARTS = Object.keys(templateBodySchema.shape) as (keyof TemplateBody)[];

/** What the author wrote of a version, without its place in the history. */
export function bodyOf<Version extends Record<keyof TemplateBody, unknown>>(
  version: Version,
): Pick<Version, keyof TemplateBody> {
  return Object.fromEntries(BODY_PARTS.map((part) => [part, version[part]])) as Pick<
    Version,
    keyof TemplateBody
  >;
}

/** A version of a template: the one draft, or a published one that never changes again. */
export interface TemplateVersion extends TemplateBody {
  id: string;
  templateId: string;
  /** 1, 2, 3… in the order of publishing; `null` for the draft. */
  number: number | null;
  state: "draft" | "published";
}
