import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { inOrder } from "#lib/in-order.ts";
import { type Money, money, multiplyAmount, sumAmounts } from "#lib/money.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import { SECTIONS, type Section } from "#lib/templates/section.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { cancelImprovement } from "./cancel-improvement.ts";
import {
  CASE_OUTCOMES,
  CASE_ROLES,
  LEAST_REJECTIONS,
  MOST_COUNTED,
  MOST_PROPOSALS,
  type SectionChange,
} from "./improvement.ts";
import type { OutcomeCounts } from "./improvement-figures.ts";
import type { ImprovementRequest } from "./plan-improvement.ts";
import { type PreviewedImprovement, previewImprovement } from "./preview-improvement.ts";
import { shownCases } from "./shown-cases.ts";
import { FAULT_CAUSES } from "./source-fault.ts";
import { startImprovement } from "./start-improvement.ts";
import { takeProposal } from "./take-proposal.ts";
import type { ToldProposal } from "./tell-proposals.ts";
import { withChanges } from "./template-prompts.ts";
import {
  IMPROVEMENT_STATUSES,
  type ImprovementHead,
  type ImprovementView,
  listImprovements,
  viewImprovement,
} from "./view-improvement.ts";
import { waitingRejections } from "./waiting-rejections.ts";
import { watchImprovement } from "./watch-improvement.ts";

const tags = ["Improvements"];
const templateInput = z.object({ id: z.string().describe("The template") });
const improvementInput = templateInput.extend({ improvementId: z.string() });

const request = {
  from: z
    .object({
      batchIds: z.array(z.uuid()).max(100).optional().describe("All batches of the template when absent"),
      reasons: z
        .array(z.enum(REJECT_REASONS.map(({ code }) => code)))
        .optional()
        .describe("Of rejections; all when absent. Edits have none and are always taken"),
    })
    .optional(),
  modelId: z.uuid().optional().describe("The model that proposes; that of the newest rejection when absent"),
  trialModelId: z
    .uuid()
    .optional()
    .describe("The model that proposals are tried with; that of the newest rejection when absent"),
};

const modelAnswer = z.object({ id: z.string(), name: z.string().nullable(), simulated: z.boolean() });
const ofSource = z
  .array(z.object({ cause: z.enum(FAULT_CAUSES), count: z.int() }))
  .describe("What no prompt can answer, because the source is at fault");
const counts = z.object({
  fixed: z.int(),
  broken: z.int(),
  unchanged: z.int(),
  look: z.int().describe("Nothing but people can tell"),
  notComparable: z.int(),
});

const preview = z.object({
  rejects: z.int(),
  edits: z.int(),
  ofSource,
  ofPrompt: z.int(),
  shown: z.int().describe("Rows that the proposer would see"),
  heldOut: z.int().describe("Rows that are kept back from it and tried"),
  approved: z.int().describe("Rows approved before that are tried too"),
  refusal: failureSchema.nullable().describe("Why no improvement can begin now"),
  proposer: modelAnswer.nullable(),
  trialModel: modelAnswer.nullable(),
  cost: z
    .object({
      proposer: moneySchema.describe("The most that the proposer's call may cost"),
      trial: z
        .object({ low: moneySchema, expected: moneySchema, high: moneySchema })
        .describe(`Of the template and ${MOST_PROPOSALS} proposals on all rows`),
      least: moneySchema.describe("Below this cap nothing begins"),
      suggested: moneySchema.describe("A cap with room for long outputs"),
    })
    .nullable(),
});

const head = z.object({
  id: z.string(),
  templateId: z.string(),
  status: z
    .enum(IMPROVEMENT_STATUSES)
    .describe("`succeeded`: it was tried; `conclusion` says whether anything is better"),
  model: modelAnswer,
  trialModel: modelAnswer,
  failure: failureSchema.nullable(),
  cap: moneySchema,
  spent: moneySchema.describe("By proposer and trial"),
  unknownSpend: moneySchema.describe("What may have been billed besides; it counts against the cap"),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

const diff = z
  .array(
    z.object({
      step: z.string().nullable().describe("Of a chain"),
      section: z.enum(SECTIONS),
      before: z.string(),
      after: z.string(),
    }),
  )
  .describe("Sections that it writes anew");

const proposal = z.object({
  number: z.int(),
  why: z.string().describe("In the proposer's words"),
  cites: z.array(z.string()).describe("Ids of the items whose rejections it answers"),
  diff,
  versionDraft: templateBodySchema
    .pick({ sections: true, steps: true })
    .describe("The prompts with the proposal, as they were tried"),
  refusal: failureSchema.nullable().describe("Why it was not tried"),
  variant: z.int().nullable().describe("Its place in the trial"),
  takenAt: z.iso.datetime().nullable().describe("When it was put into the draft"),
  ...counts.partial().shape,
  interval: z
    .object({ share: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe("Fixed of those that changed, with an interval that holds for all proposals together at 95 %"),
  verdict: z.enum(["better", "worse", "not-distinguishable"]).nullable(),
  onRejections: counts.nullable().describe("Of the rejections that were kept back"),
  onApproved: counts.nullable().describe("Of the rows approved before"),
  cost: moneySchema.nullable().describe("Of its calls"),
  cases: z.array(
    z.object({
      case: z.int(),
      outcome: z.enum(CASE_OUTCOMES),
      by: z
        .enum(["checks", "evaluators", "edit", "same-text", "failure", "people", "vote"])
        .nullable()
        .describe("What told; `edit`: how near it is to what a person wrote"),
    }),
  ),
});

const view = head.extend({
  found: z.object({ rejects: z.int(), edits: z.int(), ofSource, leftOut: z.int() }),
  ignored: z.int().describe("Proposals beyond those that are wanted"),
  trialId: z.string().nullable(),
  progress: z.object({ ended: z.int(), calls: z.int() }).nullable(),
  baseCost: moneySchema.nullable().describe("What the template's own calls of the trial cost"),
  conclusion: z.enum(["better", "people-must-look", "no-better-version"]).nullable(),
  proposals: z.array(proposal),
  cases: z.array(
    z.object({
      case: z.int(),
      itemId: z.string(),
      role: z.enum(CASE_ROLES),
      kind: z.enum(["reject", "edit", "approved"]),
      reason: z.string().nullable(),
      note: z.string().nullable(),
      language: z.string(),
      rowNumber: z.int().nullable().describe("In the trial"),
      source: z.record(z.string(), z.string()),
      output: z.record(z.string(), z.unknown()).describe("As people saw it"),
      corrected: z.record(z.string(), z.unknown()).nullable().describe("As a person edited it"),
      made: z
        .array(z.record(z.string(), z.unknown()).nullable())
        .describe("In the trial: by the template, then by each proposal that was tried"),
    }),
  ),
});

const waiting = authenticated
  .route({
    method: "GET",
    path: "/improvements/waiting",
    summary: `Templates that ${LEAST_REJECTIONS} rejections or more could improve`,
    tags,
  })
  .input(z.object({ templateId: z.uuid().optional() }))
  .output(
    z.object({
      items: z.array(
        z.object({
          templateId: z.string(),
          name: z.string(),
          count: z
            .int()
            .describe(
              `Rejections and edits since it was improved last; no more than ${MOST_COUNTED} are counted`,
            ),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    items: orRefuse(await waitingRejections(actor, input.templateId)),
  }));

const look = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/improvements/preview",
    summary: "What there is to improve a template from, and what that would cost; nothing is asked",
    tags,
  })
  .input(templateInput.extend(request))
  .output(preview)
  .handler(async ({ context: { actor, locale }, input: { id, ...asked } }) =>
    previewAnswer(orRefuse(await previewImprovement(actor, requestOf(id, asked))), locale),
  );

const start = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/improvements",
    successStatus: 202,
    summary: "Draft changes of a template from what people rejected, and try them; nothing is applied",
    tags,
  })
  .input(
    templateInput.extend({
      ...request,
      budgetCap: moneySchema.describe("The most that proposer and trial may cost together"),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, budgetCap, ...asked } }) =>
    orRefuse(await startImprovement(actor, { ...requestOf(id, asked), budgetCap })),
  );

const list = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/improvements",
    summary: "Improvements, the latest first",
    tags,
  })
  .input(pageInput.extend(templateInput.shape))
  .output(pageOf(head))
  .handler(async ({ context: { actor, locale }, input: { id, ...page } }) => {
    const found = orRefuse(await listImprovements(actor, { templateId: id, ...page }));
    return { items: found.items.map((one) => headAnswer(one, locale)), nextCursor: found.nextCursor };
  });

const get = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/improvements/{improvementId}",
    summary: "An improvement: its proposals, and what each made of every row it was tried on",
    tags,
  })
  .input(improvementInput)
  .output(view)
  .handler(async ({ context: { actor, locale }, input: { id, improvementId } }) =>
    viewAnswer(orRefuse(await viewImprovement(actor, { templateId: id, improvementId })), locale),
  );

const cancel = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/improvements/{improvementId}/cancel",
    summary: "Cancel an improvement; what is under way may be billed",
    tags,
  })
  .input(improvementInput)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, improvementId } }) =>
    orRefuse(await cancelImprovement(actor, { templateId: id, improvementId })),
  );

const take = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/improvements/{improvementId}/proposals/{number}/draft",
    summary: "Put a proposal that was tried into the template's draft; people publish it",
    tags,
  })
  .input(improvementInput.extend({ number: z.coerce.string().describe("Of the proposal, from 1") }))
  .output(z.object({ revision: z.int() }))
  .handler(async ({ context: { actor }, input: { id, improvementId, number } }) => {
    const which = { templateId: id, improvementId, number: Number(number) };
    const { revision } = orRefuse(await takeProposal(actor, which));
    return { revision };
  });

const events = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/improvements/{improvementId}/events",
    summary: "How far an improvement is, until it has ended",
    tags,
  })
  .input(improvementInput)
  .output(
    eventIterator(
      z.object({
        status: z.enum(IMPROVEMENT_STATUSES),
        hasEnded: z.boolean(),
        progress: z.object({ ended: z.int(), calls: z.int() }).nullable(),
      }),
    ),
  )
  .handler(async function* ({ context: { actor, whileWelcome }, input: { id, improvementId } }) {
    orRefuse(await viewImprovement(actor, { templateId: id, improvementId }));
    yield* watchImprovement(improvementId, whileWelcome);
  });

export const improvementsRouter = { waiting, preview: look, start, list, get, cancel, take, events };

function requestOf(
  templateId: string,
  { from, modelId, trialModelId }: Omit<ImprovementRequest, "templateId">,
) {
  return { templateId, from, modelId, trialModelId };
}

function previewAnswer(
  { gathered, plan, proposer, trialModel }: PreviewedImprovement,
  locale: Locale,
): z.infer<typeof preview> {
  const { rejects, edits, sorted, split } = gathered;
  const costs = plan.ok ? plan.value.costs : null;
  const versions = MOST_PROPOSALS + 1;
  const times = ({ amount, currency }: Money) => money(multiplyAmount(amount, versions), currency);
  return {
    ...{ rejects, edits, ofSource: sorted.ofSource, ofPrompt: sorted.ofPrompt.length },
    shown: plan.ok ? plan.value.request.shown : split.shown.length,
    ...{ heldOut: split.heldOut.length, approved: split.approved.length },
    refusal: plan.ok ? null : readableFailure(plan.refusal, locale),
    ...{ proposer, trialModel },
    cost: costs && {
      proposer: money(costs.proposer, costs.currency),
      trial: {
        low: times(costs.version.low),
        expected: times(costs.version.expected),
        high: times(costs.version.high),
      },
      least: money(costs.least, costs.currency),
      suggested: money(costs.suggested, costs.currency),
    },
  };
}

function headAnswer(
  { improvement, status, model, trialModel, settled, unknown, ...named }: ImprovementHead,
  locale: Locale,
): z.infer<typeof head> {
  const { id, templateId, cap, currency, createdAt, endedAt, failure } = improvement;
  return {
    ...{ id, templateId, status, model, trialModel },
    failure: readableFailure(failure, locale),
    cap: money(cap, currency),
    spent: money(settled, currency),
    unknownSpend: money(unknown, currency),
    createdBy: named.createdByName,
    createdAt: createdAt.toISOString(),
    finishedAt: (endedAt ?? named.trialFinishedAt)?.toISOString() ?? null,
  };
}

function viewAnswer(improvement: ImprovementView, locale: Locale): z.infer<typeof view> {
  const { base, cases, proposals, tried } = improvement;
  const { found, ignored, trialId, currency } = improvement.improvement;
  const shown = shownCases(cases);
  const inputs = base.inputs.map(({ name }) => name);
  const idOf = ({ batchId, itemSeq }: (typeof cases)[number]) => itemId(batchId, itemSeq);
  return {
    ...headAnswer(improvement, locale),
    found: { ...found, ofSource: found.ofSource as z.infer<typeof ofSource> },
    ...{ ignored, trialId: tried ? trialId : null },
    progress: tried && { ended: tried.ended, calls: tried.calls },
    baseCost: tried && money(tried.baseCost, currency),
    conclusion: tried?.conclusion ?? null,
    proposals: proposals.map(({ number, why, cites, changes, refusal, variant, takenAt }) => {
      const told = tried?.conclusion ? tried.proposals.find((one) => one.number === number) : undefined;
      return {
        ...{ number, why, variant },
        cites: cites.flatMap((place) => (shown[place] ? [idOf(shown[place])] : [])),
        diff: changes.map((change) => ({ ...change, section: change.section as Section })),
        versionDraft: promptsWith(base, changes as SectionChange[]),
        refusal: readableFailure(refusal, locale),
        takenAt: takenAt?.toISOString() ?? null,
        ...toldAnswer(told, currency),
      };
    }),
    cases: cases.map((one) => ({
      ...{
        case: one.seq,
        itemId: idOf(one),
        role: one.role,
        kind: one.kind,
        reason: one.reason,
        note: one.note,
      },
      ...{ language: one.language, rowNumber: one.rowNumber, source: inOrder(one.source, inputs) },
      ...{ output: one.output, corrected: one.corrected },
      made: tried?.outputs.get(one.seq) ?? [],
    })),
  };
}

function promptsWith(base: ImprovementView["base"], changes: readonly SectionChange[]) {
  const { sections, steps } = withChanges(base, changes);
  return { sections, steps };
}

function toldAnswer(told: ToldProposal | undefined, currency: string) {
  if (!told)
    return { interval: null, verdict: null, onRejections: null, onApproved: null, cost: null, cases: [] };
  const { fixedShare, verdict, ...figures } = told.figures;
  return {
    ...(figures satisfies OutcomeCounts),
    ...{ interval: fixedShare, verdict, onRejections: told.onRejections, onApproved: told.onApproved },
    cost: money(sumAmounts([told.cost]), currency),
    cases: told.cases.map(({ seq, outcome, by }) => ({ case: seq, outcome, by })),
  };
}
