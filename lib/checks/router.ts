import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { checkSpecsSchema } from "#lib/templates/check-spec.ts";
import { evaluatorSpecsSchema } from "#lib/templates/evaluator-spec.ts";
import { languageSchema } from "#lib/templates/language-tag.ts";
import { readableVerdictSchema, readableVerdicts } from "./readable-verdict.ts";
import { tryChecks } from "./try-checks.ts";

const tags = ["Checks"];

const tryOut = authenticated
  .route({ method: "POST", path: "/checks/try", summary: "What checks would say of an output", tags })
  .input(
    z.object({
      checks: checkSpecsSchema,
      row: z.record(z.string(), z.string()).default({}).describe("Of the source, by column"),
      output: z.record(z.string(), z.unknown()),
      language: languageSchema.default("en"),
      evaluators: evaluatorSpecsSchema.default([]).describe("Judges that checks name"),
      budgetCap: moneySchema
        .optional()
        .describe(
          "The most that models may cost; needed where a check asks one, which takes the role of an operator",
        ),
    }),
  )
  .output(z.object({ verdicts: z.array(readableVerdictSchema) }))
  .handler(async ({ context: { actor, locale }, input }) => ({
    verdicts: readableVerdicts(orRefuse(await tryChecks(actor, input)), locale),
  }));

export const checksRouter = { try: tryOut };
