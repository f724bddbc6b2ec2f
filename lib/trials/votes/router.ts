import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { castVote, undoVote } from "./cast-vote.ts";
import { nextBallot } from "./next-ballot.ts";
import { CHOICES } from "./vote-figures.ts";

const tags = ["Trials"];
const idInput = z.object({ id: z.string() });
const placeSchema = z.object({ rowNumber: z.int(), language: z.string() });

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
  .input(idInput)
  .output(ballotSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await nextBallot(actor, input.id)));

const cast = authenticated
  .route({
    method: "POST",
    path: "/trials/{id}/votes",
    summary: "Say which of two outputs is better; the answer is what to vote on next",
    tags,
  })
  .input(idInput.extend({ cell: placeSchema, choice: z.enum(CHOICES), token: z.string().max(100) }))
  .output(ballotSchema)
  .handler(async ({ context: { actor }, input: { id, ...vote } }) =>
    orRefuse(await castVote(actor, id, vote)),
  );

const undo = authenticated
  .route({ method: "POST", path: "/trials/{id}/votes/undo", summary: "Take back one's last vote", tags })
  .input(idInput)
  .output(ballotSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await undoVote(actor, input.id)));

export const votesRouter = { next, cast, undo };
