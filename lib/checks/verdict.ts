import { z } from "zod";

/** Kinds of check: what a verdict is about. */
const CHECK_KINDS = [
  "format",
  "language",
  "lexicon",
  "glossary",
  "kept-parts",
  "memory",
  "claims",
  "personal-data",
  "links",
  "near-duplicate",
  "moderation",
  "judge",
  "picture",
] as const;

export type CheckKind = (typeof CHECK_KINDS)[number];

const spanSchema = z.object({ from: z.int(), to: z.int() });

const messageSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const verdictSchema = z.object({
  kind: z.enum(CHECK_KINDS),
  verdict: z.enum(["pass", "warn", "block"]),
  field: z.string().nullable().describe("Path of the text it is about (`faq.0.question`); `null`: the whole"),
  spans: z.array(spanSchema).describe("Where in that text, in code points"),
  message: messageSchema,
  evidence: z.record(z.string(), z.unknown()).optional().describe("What the check went by"),
  version: z.string().describe("Of the check: another version may say otherwise"),
});

/** What a check says of an output; kept with it, without a text in any language. */
export type Verdict = z.output<typeof verdictSchema>;
