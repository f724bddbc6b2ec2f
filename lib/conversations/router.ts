import { eventIterator } from "@orpc/server";
import { z } from "zod";
import type { NamedConversation } from "#db/queries/conversations/conversations.ts";
import type { TurnRow } from "#db/queries/conversations/turns.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { money } from "#lib/money.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { languageSchema } from "#lib/templates/language-tag.ts";
import { askTurn } from "./ask-turn.ts";
import { archiveConversation, changeConversation } from "./change-conversation.ts";
import { ANSWERS_AS, MAX_SAID_CHARS, TURN_STATES } from "./conversation.ts";
import { standingExchange } from "./exchange.ts";
import { foundFor, stepAtWork } from "./found-for.ts";
import { startConversation } from "./start-conversation.ts";
import { stopTurn } from "./stop-turn.ts";
import { type ConversationView, listConversations, viewConversation } from "./view-conversation.ts";
import { watchConversation } from "./watch-conversation.ts";

const tags = ["Conversations"];
const idInput = z.object({ id: z.string() });
const idAnswer = z.object({ id: z.string() });
const namedThing = z.object({ id: z.string(), name: z.string().nullable() });

const turn = z.object({
  seq: z.int(),
  text: z.string().describe("What the person said; empty where the prompt went out as a run would send it"),
  againOf: z.int().nullable().describe("The first of the turns that this one asks anew"),
  answersAs: z.enum(ANSWERS_AS),
  state: z.enum(TURN_STATES),
  partialText: z.string().nullable().describe("What has been written of the answer, while there is none"),
  answer: z.string().nullable(),
  isCutOff: z.boolean().describe("It ended at the longest answer that was asked for"),
  output: z.record(z.string(), z.unknown()).nullable().describe("The fields that were asked for"),
  misfits: z
    .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
    .describe("How the answer does not fit the fields that were asked for"),
  failure: failureSchema.nullable(),
  leftOut: z.int().describe("Earlier exchanges that did not go out any more, for want of room"),
  draftRevision: z.int().nullable().describe("Of the template, whose prompt went out"),
  stepAtWork: z
    .string()
    .nullable()
    .describe("The step before the one that answers which is at work, or at which a turn has failed"),
  found: z
    .array(z.object({ name: z.string(), asked: z.string().nullable(), value: z.unknown() }))
    .describe(
      "What the steps before the one that answers gave for the row, and what its model was told of the tools it called",
    ),
  usage: z.object({ inputTokens: z.int(), cachedInputTokens: z.int(), outputTokens: z.int() }).nullable(),
  cost: moneySchema,
  unknownCost: moneySchema.describe("What may have been billed besides"),
  latencyMs: z.int().nullable(),
  askedAt: z.iso.datetime(),
});

const head = z.object({
  id: z.string(),
  title: z.string().describe("Empty until something was said"),
  template: namedThing.nullable(),
  step: z
    .string()
    .nullable()
    .describe("The step of the draft that answers; null: the first that asks a model"),
  model: namedThing.extend({ provider: z.string().nullable(), simulated: z.boolean() }),
  dataset: namedThing.nullable(),
  rowNumber: z.int().nullable(),
  language: z.string(),
  cap: moneySchema.describe("The most that it may cost"),
  spent: moneySchema,
  unknownSpend: moneySchema.describe("What may have been billed besides; it counts against the cap"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime().describe("When something was said in it last"),
  archivedAt: z.iso.datetime().nullable(),
});

const view = head.extend({
  turns: z.array(turn),
  standing: z.array(z.int()).describe("The turns that go out again with the next one"),
});

const start = authenticated
  .route({
    method: "POST",
    path: "/conversations",
    successStatus: 201,
    summary: "Begin a conversation about a row",
    tags,
  })
  .input(
    z.object({
      templateId: z.string().optional().describe("Its draft's prompt goes out first, as it is at each turn"),
      step: plainName()
        .optional()
        .describe(
          "Of a chain, the step that answers, by its name; those before it are run for the row. Default: the first that asks a model",
        ),
      modelId: z.string(),
      datasetId: z.string().optional().describe("With `rowNumber`; the sample values stand for it"),
      rowNumber: z.int().min(1).optional(),
      language: languageSchema.optional().describe("Default: the first of the template"),
      cap: moneySchema.optional().describe("Default: room for some twenty turns at the model's price"),
    }),
  )
  .use(idempotent)
  .output(idAnswer)
  .handler(async ({ context: { actor }, input }) => orRefuse(await startConversation(actor, input)));

const list = authenticated
  .route({
    method: "GET",
    path: "/conversations",
    summary: "One's own conversations, the latest said in first",
    tags,
  })
  .input(pageInput.extend({ templateId: z.uuid().optional() }))
  .output(pageOf(head))
  .handler(async ({ context: { actor }, input }) => {
    const page = orRefuse(await listConversations(actor, input));
    return { items: page.items.map(headAnswer), nextCursor: page.nextCursor };
  });

const get = authenticated
  .route({ method: "GET", path: "/conversations/{id}", summary: "A conversation with its turns", tags })
  .input(idInput)
  .output(view)
  .handler(async ({ context: { actor, locale }, input }) =>
    viewAnswer(orRefuse(await viewConversation(actor, input.id)), locale),
  );

const change = authenticated
  .route({
    method: "PATCH",
    path: "/conversations/{id}",
    summary: "Rename a conversation, or set what it may cost",
    tags,
  })
  .input(idInput.extend({ title: plainName().optional(), cap: moneySchema.optional() }))
  .output(idAnswer)
  .handler(async ({ context: { actor }, input }) => orRefuse(await changeConversation(actor, input)));

const archive = authenticated
  .route({ method: "DELETE", path: "/conversations/{id}", summary: "Archive a conversation", tags })
  .input(idInput)
  .output(idAnswer)
  .handler(async ({ context: { actor }, input }) => orRefuse(await archiveConversation(actor, input.id)));

const say = authenticated
  .route({
    method: "POST",
    path: "/conversations/{id}/turns",
    successStatus: 202,
    summary: "Say something, or ask anew what was said last",
    tags,
  })
  .input(
    idInput.extend({
      text: z
        .string()
        .max(MAX_SAID_CHARS)
        .default("")
        .describe("Empty: the template's prompt goes out alone, as a run would send it"),
      again: z
        .boolean()
        .default(false)
        .describe("Asks what was said last anew, with the draft as it is now; `text` is not looked at"),
      answersAs: z
        .enum(ANSWERS_AS)
        .optional()
        .describe("Free words, or the fields that the template asks for; default: words, or as asked before"),
    }),
  )
  .use(idempotent)
  .output(z.object({ seq: z.int() }))
  .handler(async ({ context: { actor }, input: { id, ...asked } }) =>
    orRefuse(await askTurn(actor, { conversationId: id, ...asked })),
  );

const stop = authenticated
  .route({
    method: "POST",
    path: "/conversations/{id}/stop",
    summary: "Stop the answer that is being written",
    tags,
  })
  .input(idInput)
  .output(idAnswer)
  .handler(async ({ context: { actor }, input }) => orRefuse(await stopTurn(actor, input.id)));

const events = authenticated
  .route({ method: "GET", path: "/conversations/{id}/events", summary: "Turns as they change", tags })
  .input(idInput)
  .output(eventIterator(z.object({ hasEnded: z.boolean(), turns: z.array(turn) })))
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    const { conversation } = orRefuse(await viewConversation(actor, input.id));
    for await (const { hasEnded, turns } of watchConversation(input.id, whileWelcome)) {
      yield { hasEnded, turns: turns.map((one) => turnAnswer(one, conversation.currency, locale)) };
    }
  });

export const conversationsRouter = { start, list, get, change, archive, say, stop, events };

function headAnswer({ conversation, ...named }: NamedConversation): z.infer<typeof head> {
  const { id, title, templateId, step, modelId, datasetId, rowNumber, language, currency } = conversation;
  return {
    id,
    title,
    template: templateId === null ? null : { id: templateId, name: named.templateName },
    step,
    model: {
      id: modelId,
      name: named.modelName,
      provider: named.providerName,
      simulated: named.providerKind === "sandbox",
    },
    dataset: datasetId === null ? null : { id: datasetId, name: named.datasetName },
    rowNumber,
    language,
    cap: money(conversation.cap, currency),
    spent: money(conversation.spent, currency),
    unknownSpend: money(conversation.unknownSpend, currency),
    createdAt: conversation.createdAt.toISOString(),
    updatedAt: conversation.updatedAt.toISOString(),
    archivedAt: conversation.archivedAt?.toISOString() ?? null,
  };
}

function viewAnswer({ turns, ...named }: ConversationView, locale: Locale): z.infer<typeof view> {
  const { currency } = named.conversation;
  return {
    ...headAnswer(named),
    turns: turns.map((one) => turnAnswer(one, currency, locale)),
    standing: standingExchange(turns).map(({ seq }) => seq),
  };
}

function turnAnswer(row: TurnRow, currency: string, locale: Locale): z.infer<typeof turn> {
  const { seq, text, againOf, state, partialText, answer, isCutOff, output, leftOut, draftRevision } = row;
  const { inputTokens, cachedInputTokens, outputTokens, latencyMs } = row;
  return {
    ...{
      seq,
      text,
      againOf,
      state,
      partialText,
      answer,
      isCutOff,
      output,
      leftOut,
      draftRevision,
      latencyMs,
    },
    answersAs: row.outputs ? "fields" : "text",
    stepAtWork: stepAtWork(row),
    found: foundFor(row),
    misfits: (row.misfits ?? []).map(({ path, code, params }) => ({
      path,
      code,
      message: translateError(locale, code, params),
    })),
    failure: readableFailure(row.failure, locale),
    usage:
      inputTokens === null
        ? null
        : { inputTokens, cachedInputTokens: cachedInputTokens ?? 0, outputTokens: outputTokens ?? 0 },
    cost: money(row.cost, currency),
    unknownCost: money(row.unknownCost, currency),
    askedAt: row.askedAt.toISOString(),
  };
}
