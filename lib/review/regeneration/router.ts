import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { viewRegenerations } from "./view-regenerations.ts";

const tags = ["Review"];

const regenerations = authenticated
  .route({
    method: "GET",
    path: "/batches/{id}/regenerations",
    summary: "What came of a batch's outputs that were made anew, and what that cost",
    tags,
  })
  .input(z.object({ id: z.string() }))
  .output(
    z.object({
      asked: z.int(),
      open: z.int(),
      succeeded: z.int(),
      failed: z.int(),
      withdrawn: z.int(),
      approvedAfter: z.int(),
      spent: moneySchema,
      unknownSpend: moneySchema,
      failures: z.array(z.object({ count: z.int(), failure: failureSchema })),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { failures, ...found } = orRefuse(await viewRegenerations(actor, input.id));
    const told = failures.flatMap(({ count, failure }) => {
      const readable = readableFailure(failure, locale);
      return readable ? [{ count, failure: readable }] : [];
    });
    return { ...found, failures: told };
  });

export const regenerationsRouter = { regenerations };
