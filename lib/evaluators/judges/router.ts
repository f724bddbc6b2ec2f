import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { agreementSchema } from "../evaluation-schema.ts";
import { viewDisagreements, viewJudges } from "./view-judges.ts";

const tags = ["Templates"];
const templateInput = z.object({ id: z.string().describe("The template") });

const list = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/judges",
    summary: "The judges of a template's draft, and how often they say what people say",
    tags,
  })
  .input(templateInput)
  .output(
    z.object({
      items: z.array(
        z.object({
          name: z.string(),
          version: z
            .string()
            .describe("As its verdicts name it; another rubric, model or example is another"),
          agreement: agreementSchema,
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({ items: orRefuse(await viewJudges(actor, input.id)) }));

const disagreements = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/judges/disagreements",
    summary: "Outputs on which a judge of a template's draft and people differ, the latest first",
    tags,
  })
  .input(pageInput.extend(templateInput.shape).extend({ judge: z.string().describe("By its name") }))
  .output(
    pageOf(
      z.object({
        decisionId: z.string(),
        batchId: z.string(),
        seq: z.int(),
        language: z.string(),
        output: z.record(z.string(), z.unknown()).describe("As it was decided on"),
        score: z.int(),
        why: z.string().describe("In the judge's words"),
        judgePassed: z.boolean(),
        personPassed: z.boolean(),
        decision: z.string(),
        reason: z.string().nullable(),
        note: z.string().nullable(),
        by: z.string().nullable(),
        at: z.date(),
      }),
    ),
  )
  .handler(async ({ context: { actor }, input: { id, ...input } }) => {
    const page = orRefuse(await viewDisagreements(actor, { templateId: id, ...input }));
    const items = page.items.map(({ judged, decision, rejectReason, note, at, memberName }) => {
      const { decisionId, batchId, seq, language, output, score, reason, judgePassed, personPassed } = judged;
      return {
        ...{ decisionId, batchId, seq, language, output, score, why: reason, judgePassed, personPassed },
        ...{ decision, reason: rejectReason, note, by: memberName, at },
      };
    });
    return { items, nextCursor: page.nextCursor };
  });

export const judgesRouter = { list, disagreements };
