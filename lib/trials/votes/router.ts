import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { castVote, undoVote } from "./cast-vote.ts";
import { nextBallot } from "./next-ballot.ts";
import { CHOICES } from "./vote-figures.ts";

const tags = ["Trials"];
const idInput = z.object({ id: z.string() });
const placeSchema = z.object({ rowNumber: z.int(), language: z.string() });

const wanted = {
  variants: z
    .string()
    .regex(/^[0-3],[0-3]$/)
    .transform((text) => text.split(",").map(Number) as [number, number])
    .optional()
    .describe("Two places in the trial, such as `0,2`, to vote on these alone"),
  rows: z
    .string()
    .regex(/^\d{1,9}(,\d{1,9}){0,199}$/)
    .transform((text) => text.split(",").map(Number))
    .optional()
    .describe("Row numbers, such as `1,5`, to vote on these alone"),
};

const ballotSchema = z.object({
  token: z.string().nullable().describe("`null` when there is nothing left to vote on"),
  cell: placeSchema.nullable(),
  left: z.record(z.string(), z.unknown()).nullable(),
  right: z.record(z.string(), z.unknown()).nullable(),
  source: z.record(z.string(), z.string()).nullable().describe("The row that both were made of"),
  voted: z.int(),
  pairs: z.int(),
  madeVariants: z.boolean().describe("The reader launched the trial or wrote one of its versions"),
});

const next = authenticated
  .route({
    method: "GET",
    path: "/trials/{id}/votes/next",
    summary: "Two outputs to choose between, blind",
    tags,
  })
  .input(idInput.extend(wanted))
  .output(ballotSchema)
  .handler(async ({ context: { actor }, input: { id, variants, rows } }) =>
    orRefuse(await nextBallot(actor, id, { variants, rowNumbers: rows })),
  );

const cast = authenticated
  .route({
    method: "POST",
    path: "/trials/{id}/votes",
    summary: "Say which of two outputs is better; the answer is what to vote on next",
    tags,
  })
  .input(
    idInput.extend({ cell: placeSchema, choice: z.enum(CHOICES), token: z.string().max(100), ...wanted }),
  )
  .output(ballotSchema)
  .handler(async ({ context: { actor }, input: { id, variants, rows, ...vote } }) =>
    orRefuse(await castVote(actor, id, vote, { variants, rowNumbers: rows })),
  );

const undo = authenticated
  .route({ method: "POST", path: "/trials/{id}/votes/undo", summary: "Take back one's last vote", tags })
  .input(idInput.extend(wanted))
  .output(ballotSchema)
  .handler(async ({ context: { actor }, input: { id, variants, rows } }) =>
    orRefuse(await undoVote(actor, id, { variants, rowNumbers: rows })),
  );

export const votesRouter = { next, cast, undo };
