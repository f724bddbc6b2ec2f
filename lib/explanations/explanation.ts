import { z } from "zod";
import { OUTPUT_VERSION_KINDS } from "#lib/batches/output-version.ts";
import { outputVersionSchema } from "#lib/batches/view/output-versions.ts";
import { readableVerdictSchema } from "#lib/checks/readable-verdict.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { Failure } from "#lib/failure.ts";
import { failureSchema } from "#lib/failure-schema.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { messageSchema } from "#lib/templates/message-schema.ts";
import { ruleSchema } from "#lib/templates/rule.ts";
import { STEP_KINDS } from "#lib/templates/template.ts";
import { SENT_AS } from "./match-prompts.ts";

const named = z.object({ id: z.string(), name: z.string() });
const asked = named.extend({ provider: z.string() });

const explainedCallSchema = z.object({
  id: z.string().describe("Of its entry in the ledger"),
  at: z.string(),
  kind: z.enum(["settled", "released", "unknown"]),
  purpose: z.enum(["generate", "repair", "check", "embed"]),
  step: z.object({ index: z.int(), name: z.string() }),
  outcome: z.string(),
  model: asked,
  messages: z.array(messageSchema).nullable().describe("`null` where they cannot be rendered any more"),
  sentAs: z
    .enum(SENT_AS)
    .nullable()
    .describe(
      "`as-sent`: to the letter what went out; `changed`: rendered anew, and something has changed since; `unverified`: rendered anew, and not noted at the time",
    ),
  answer: z
    .object({
      text: z.string().nullable().describe("`null` where it is not kept any more"),
      place: z
        .enum(["output", "kept"])
        .describe("`output`: it was this JSON and nothing else; `kept`: it stands here word for word"),
      isCut: z.boolean(),
    })
    .nullable()
    .describe("`null` where there was none, or none was noted"),
  called: z
    .array(
      z.object({
        name: z.string(),
        arguments: z.string().describe("As the model wrote them"),
        result: z.string().nullable().describe("What it was told; `null` where it was told nothing"),
      }),
    )
    .nullable()
    .describe("The tools that the answer wants called; `null` for one that wants none, or is not kept"),
  misfits: z.array(failureSchema).describe("In what the answer did not fit the fields"),
  mended: z.array(z.object({ path: z.string(), code: z.string() })),
  usage: z.object({
    inputTokens: z.int(),
    cachedInputTokens: z.int(),
    outputTokens: z.int(),
    reasoningTokens: z.int(),
  }),
  cost: moneySchema,
  latencyMs: z.int().nullable(),
  providerRequestId: z.string().nullable(),
  simulated: z.boolean(),
});

/** How one text came about. */
export const explanationSchema = z.object({
  run: named.extend({ kind: z.enum(["batch", "trial"]) }),
  seq: z.int(),
  itemId: z.string().nullable().describe("Of an item of a batch"),
  language: z.string(),
  state: z.string(),
  failure: failureSchema.nullable(),
  template: named.extend({
    versionId: z.string(),
    versionNumber: z.int().nullable().describe("`null`: a draft"),
  }),
  dataset: named,
  model: asked.describe("Of the language, where its template names one for it; else the run's"),
  runModel: asked.nullable().describe("The run's, where the language asks another"),
  parameters: z.record(z.string(), z.unknown()),
  row: z.object({
    number: z.int(),
    values: z.record(z.string(), z.string()),
    columns: z.array(z.string()).describe("In the order of the file"),
    isGone: z.boolean(),
    corrections: z.array(
      z.object({
        at: z.string(),
        by: z.string(),
        before: z.record(z.string(), z.string()),
        after: z.record(z.string(), z.string()),
      }),
    ),
  }),
  rules: z.array(z.object({ index: z.int(), fired: z.boolean(), rule: ruleSchema })),
  steps: z
    .array(
      z.object({
        index: z.int(),
        name: z.string(),
        kind: z.enum([...STEP_KINDS, "judge"]).describe("`judge`: a model is asked about the output"),
        gave: z
          .record(z.string(), z.unknown())
          .nullable()
          .describe(
            "Of a step that writes nothing: its fields, as later steps read them, or what a judge said (`said`, or `notRun` and why); `null` where they are not kept",
          ),
        evidence: z
          .record(z.string(), z.unknown())
          .nullable()
          .describe(
            "What they rest on: the keys of products, the passages found, or the tool's request and status",
          ),
        isLeftOut: z.boolean().describe("Its condition did not hold"),
        calls: z.int(),
        cost: moneySchema.describe("Of its calls, possibly billed ones included"),
        latencyMs: z.int(),
      }),
    )
    .describe("Of a chain, in their order; none for a template of one prompt"),
  calls: z.array(explainedCallSchema).describe("In the order in which they were made"),
  total: z.object({ settled: moneySchema, unknown: moneySchema, latencyMs: z.int() }),
  output: z.record(z.string(), z.unknown()).nullable(),
  outputVersion: z.int().nullable(),
  versions: z.array(outputVersionSchema.extend({ kind: z.enum(OUTPUT_VERSION_KINDS) })),
  checks: z.array(readableVerdictSchema),
  checkedVersion: z.int().nullable(),
  isBlind: z
    .boolean()
    .describe(
      "Checks and calls are told once it is decided: the reader may be asked to judge it without them",
    ),
});

type ReadableCall = z.output<typeof explainedCallSchema>;
type ReadableExplanation = z.output<typeof explanationSchema>;

/** A call with what went out and what came back; its misfits have no text in a language yet. */
export type ExplainedCall = Omit<ReadableCall, "misfits"> & { misfits: Failure[] };

/** How one text came about; what is told in words has none in a language yet. */
export type Explanation = Omit<ReadableExplanation, "calls" | "checks" | "failure"> & {
  calls: ExplainedCall[];
  checks: Verdict[];
  failure: Failure | null;
};
