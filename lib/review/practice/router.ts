import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { claimedBatchSchema, claimSchema, withReadableChecks } from "../claim-schema.ts";
import { personSchema } from "../person-schema.ts";
import { answerPractice } from "./answer-practice.ts";
import { addAgreedItems, addPracticeItem, retirePractice, viewPracticeItems } from "./keep-practice-items.ts";
import { PRACTICE } from "./progress.ts";
import { viewPractice } from "./view-practice.ts";

const tags = ["Review"];
const answer = z.enum(["approve", "reject"]);

const progress = z.object({
  answered: z.int().describe(`Of the latest ${PRACTICE.answers} answers`),
  right: z.int(),
  isRequired: z.boolean().describe("Whether nothing is handed out before practice is enough"),
  isEnough: z.boolean().describe(`${PRACTICE.right} of the latest ${PRACTICE.answers} were right, once`),
});

const view = authenticated
  .route({
    method: "GET",
    path: "/review/practice",
    summary: "One's practice, and the item that is next",
    tags,
  })
  .output(
    z.object({
      progress,
      items: z.int(),
      next: z
        .object({ claim: claimSchema, batch: claimedBatchSchema, guideline: z.string().nullable() })
        .nullable()
        .describe("Its item id is its own: no item of a batch has it"),
    }),
  )
  .handler(async ({ context: { actor, locale } }) => {
    const { next, ...practice } = orRefuse(await viewPractice(actor));
    return { ...practice, next: next && { ...next, claim: withReadableChecks(next.claim, locale) } };
  });

const decide = authenticated
  .route({ method: "POST", path: "/review/practice/answers", summary: "Answer a practice item", tags })
  .input(z.object({ id: z.uuid(), decision: answer, reason: z.string().max(100).optional() }))
  .output(
    z.object({
      isRight: z.boolean(),
      answer,
      answerReason: z.string().nullable(),
      why: z.string(),
      progress,
    }),
  )
  .handler(async ({ context: { actor }, input }) => orRefuse(await answerPractice(actor, input)));

const items = authenticated
  .route({
    method: "GET",
    path: "/review/practice/items",
    summary: "The items there are to practise on",
    tags,
  })
  .output(
    z.object({
      items: z.array(
        z.object({
          id: z.string(),
          itemId: z.string(),
          batchName: z.string(),
          rowNumber: z.int(),
          language: z.string(),
          answer,
          answerReason: z.string().nullable(),
          why: z.string(),
          addedBy: personSchema,
          addedAt: z.string(),
          answers: z.int(),
          right: z.int(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor } }) => ({ items: orRefuse(await viewPracticeItems(actor)) }));

const add = authenticated
  .route({
    method: "POST",
    path: "/review/practice/items",
    summary: "Make a decided item one to practise on",
    tags,
  })
  .input(z.object({ itemId: z.string(), why: z.string().max(2_000).default("") }))
  .output(z.object({ added: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await addPracticeItem(actor, input)));

const addAgreed = authenticated
  .route({
    method: "POST",
    path: "/review/practice/agreed-items",
    summary: "Make items that two people agreed on ones to practise on",
    tags,
  })
  .output(z.object({ added: z.int() }))
  .handler(async ({ context: { actor } }) => orRefuse(await addAgreedItems(actor)));

const retire = authenticated
  .route({
    method: "DELETE",
    path: "/review/practice/items/{id}",
    summary: "Take an item out of practice",
    tags,
  })
  .input(z.object({ id: z.uuid() }))
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await retirePractice(actor, input.id)));

export const practiceRouter = { view, decide, items, add, addAgreed, retire };
