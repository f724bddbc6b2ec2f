import { db } from "#db/client.ts";
import { type ConversationRow, lockConversation } from "#db/queries/conversations/conversations.ts";
import { readTurns, type TurnChange, type TurnRow, takeTurn } from "#db/queries/conversations/turns.ts";
import type { CallKey } from "#lib/calls/call-key.ts";
import { ConversationAccount, enterLostTurn, holdTurn } from "#lib/calls/conversation-account.ts";
import type { Payer } from "#lib/calls/ledger-entry.ts";
import { pay } from "#lib/calls/pay.ts";
import { loadShown } from "#lib/images/load-shown.ts";
import { chatRequestOf, keyOf as itemKeyOf } from "#lib/items/prompt-of.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { countRatioOf } from "#lib/models/count-ratio.ts";
import { chat } from "#lib/models/endpoints/chat.ts";
import type { ChatRequest } from "#lib/models/endpoints/chat-request.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { watchPaces } from "#lib/pacing/watch-paces.ts";
import { LOST } from "#lib/queue/job.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { maxOutputTokensOf } from "#lib/templates/max-output-tokens.ts";
import { outputJsonSchema } from "#lib/templates/output.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { changeTurn } from "./change-turn.ts";
import { MAX_ANSWER_TOKENS } from "./conversation.ts";
import { exchangeBefore, messagesOfTurn } from "./exchange.ts";
import { answerTurnJob } from "./jobs.ts";
import { loadSpeaker } from "./load-speaker.ts";
import { PartialAnswer } from "./partial-answer.ts";
import { watchForStop } from "./stop-watch.ts";
import { type AnswerCall, type ChainCall, TurnChain } from "./turn-chain.ts";
import { endingOf, failedTurn } from "./turn-ending.ts";
import { LONGEST_WAIT_MS, providerFull, unfunded } from "./turn-failure.ts";
import { TurnFigures } from "./turn-figures.ts";

/** The process may stop 8 s after it was asked to; a call that ends before is kept like any other. */
const GRACE_MS = 5_000;

/** Nothing comes before its call. */
const AT_ONCE = { kind: "call", call: null } as const;

/** What a job names. */
interface TurnKey {
  conversationId: string;
  seq: number;
}

interface TakenTurn {
  conversation: ConversationRow;
  turn: TurnRow;
}

/**
 * Makes the calls of a turn, each once. One whose call was under way when its worker was lost has failed, and that call is in
 * the ledger as unknown; one for which no call had gone out is asked now.
 */
export async function runTurn(key: TurnKey, signal: AbortSignal): Promise<void> {
  const taken = await takeUp(key);
  if (!taken) return;
  const { conversation, turn } = taken;
  const model = await loadSpeaker(db(), conversation);
  if (!model.ok) return endTurn(turn, failedTurn(model.refusal));
  const watch = watchForStop(turn);
  const partial = new PartialAnswer(turn);
  const aborting = abortLater(signal, GRACE_MS);
  try {
    await ask({
      ...taken,
      model: model.value,
      partial,
      stopped: watch.stopped,
      stopping: signal,
      aborting: aborting.signal,
    });
  } finally {
    watch.leave();
    partial.stop();
    aborting.done();
  }
}

/** The job was tried in vain: the turn ends, and a call whose end nobody saw is in the ledger as unknown. */
export async function giveUpTurn(key: TurnKey): Promise<void> {
  const taken = await takeUp(key);
  if (taken) await endTurn(taken.turn, failedTurn({ code: "given_up" }));
}

async function takeUp({ conversationId, seq }: TurnKey): Promise<TakenTurn | null> {
  return db().transaction(async (tx) => {
    const conversation = await lockConversation(tx, conversationId);
    const turn = conversation && (await takeTurn(tx, conversationId, seq));
    if (!turn) return null;
    if (!turn.inFlight) return { conversation, turn };
    const failure = { code: turn.stopAskedAt ? "conversation_stopped" : "conversation_lost" };
    await enterLostTurn(tx, turn, failedTurn(failure, turn.partialText));
    return null;
  });
}

interface TurnInTheAsking extends TakenTurn {
  model: CallableModel;
  partial: PartialAnswer;
  /** A person stopped it: its call is given up. */
  stopped: AbortSignal;
  /** The process is to stop: no call begins. */
  stopping: AbortSignal;
  /** The process has waited long enough: its call is given up. */
  aborting: AbortSignal;
}

async function ask(asking: TurnInTheAsking): Promise<void> {
  const { conversation, turn, model } = asking;
  const before = (await readTurns(db(), conversation.id)).filter(({ seq }) => seq < turn.seq);
  const loaded = await TurnChain.load(db(), { turn, before, of: conversation });
  if (!loaded.ok) return endTurn(turn, failedTurn(loaded.refusal));
  const { value: chain } = loaded;
  const paces = await watchPaces([model.id, ...(chain?.modelIds ?? [])]);
  try {
    await makeCalls(asking, before, chain);
  } finally {
    paces.leave();
  }
}

async function makeCalls(
  asking: TurnInTheAsking,
  before: readonly TurnRow[],
  chain: TurnChain | null,
): Promise<void> {
  const { conversation, turn, partial, stopped, stopping, aborting } = asking;
  const leaving = AbortSignal.any([stopping, stopped]);
  const signal = AbortSignal.any([stopped, aborting]);
  const outputs = turn.outputs as OutputField[] | null;
  const taken = new TurnFigures(turn);
  let goesOn = false;
  const account = new ConversationAccount({
    owned: turn,
    payer: payerOf(conversation, turn),
    language: conversation.language,
    leaving,
    endingOf: (call) => {
      const figures = taken.with(call.outcome);
      goesOn = chain?.goesOn(call.outcome) ?? false;
      if (chain && goesOn) return { ...figures, ...chain.called(call) };
      const ending = endingOf(call, {
        outputs,
        writtenSoFar: partial.text,
        isStopped: stopped.aborted,
      });
      return { ...figures, ...ending };
    },
  });
  for (;;) {
    const next = chain ? await chain.next({ leaving, signal }) : AT_ONCE;
    if (!next) return leave(asking, account);
    if (next.kind === "failed") return endTurn(turn, failedTurn(next.failure));
    const { call } = next;
    const model = (call?.of === "earlier-step" && call.model) || asking.model;
    const gate = gateTo(model);
    const asked =
      call?.of === "earlier-step"
        ? chatRequestOf(call.item, {}, undefined)
        : await requestOf(asking, { before, outputs, chain, call });
    if (chain && call?.of === "earlier-step") await changeTurn(turn, chain.soFar());
    const showing = await loadShown(asked, leaving);
    if (showing?.kind === "unshown") return endTurn(turn, failedTurn(showing.failure));
    const request = { ...asked, ...(showing?.pictures && { pictures: showing.pictures }) };
    const paid = await pay(
      account,
      { key: keyOf(turn, call), callee: { model, gate }, endpoint: chat, request },
      // Somebody waits for it: an outage, and a long closing of the gate, are told rather than waited for.
      { leaving, signal, evenIfOut: true, patienceMs: LONGEST_WAIT_MS },
    );
    if (paid.kind === "unfunded") {
      await account.giveBack();
      return endTurn(turn, failedTurn(unfunded(paid.budget)));
    }
    if (paid.kind === "left") return leave(asking, account, gate.fullForMs);
    if (paid.outcome.kind === "throttled") {
      if (paid.outcome.retryAfterMs <= LONGEST_WAIT_MS) continue;
      await account.giveBack();
      return endTurn(turn, failedTurn(providerFull(paid.outcome.retryAfterMs, paid.outcome.detail)));
    }
    // What it came to was written with what it cost.
    if (!goesOn) return;
  }
}

// A person stopped it, the gate stays shut too long, or the process is to stop: then another one goes on.
async function leave(
  { turn, stopped, stopping }: TurnInTheAsking,
  account: ConversationAccount,
  gateFullForMs = 0,
): Promise<void> {
  await account.giveBack();
  if (stopped.aborted) return endTurn(turn, failedTurn({ code: "conversation_stopped" }));
  if (!stopping.aborted) return endTurn(turn, failedTurn(providerFull(gateFullForMs)));
  return stopping.reason === LOST ? undefined : handOn(turn);
}

async function requestOf(
  { turn, model, partial }: TurnInTheAsking,
  {
    before,
    outputs,
    chain,
    call,
  }: {
    before: readonly TurnRow[];
    outputs: OutputField[] | null;
    chain: TurnChain | null;
    call: AnswerCall | null;
  },
): Promise<ChatRequest> {
  const prompt = call?.prompt ?? turn.prompt;
  const usual = outputs ? maxOutputTokensOf(outputs) : MAX_ANSWER_TOKENS;
  const maxOutputTokens = Math.max(usual, call?.raisedTo ?? 0);
  const { messages, leftOut } = messagesOfTurn(
    { prompt, exchange: exchangeBefore(before, turn), text: turn.text, told: call?.told ?? [] },
    {
      modelName: model.name,
      contextTokens: capabilitiesOf(model).contextTokens,
      countRatio: countRatioOf(model),
      answerTokens: maxOutputTokens,
    },
  );
  if (leftOut > 0 || chain) await changeTurn(turn, { leftOut, prompt, ...chain?.soFar() });
  return {
    messages,
    maxOutputTokens,
    ...(outputs && { outputSchema: outputJsonSchema(outputs) }),
    ...(call?.functions && { functions: call.functions }),
    onText: (text) => partial.set(text),
  };
}

function payerOf({ id, memberId, templateId, currency }: ConversationRow, turn: TurnRow): Payer {
  const { templateVersionId } = turn;
  return { run: { kind: "conversation", id }, templateId, templateVersionId, memberId, currency };
}

function keyOf({ seq }: TurnRow, asked: ChainCall | null): CallKey {
  if (asked?.of === "earlier-step") return itemKeyOf(seq, asked.item);
  const { step, call } = asked ?? { step: 0, call: 0 };
  return { seq, step, call, purpose: "generate", fallback: false };
}

async function endTurn(owned: TurnRow, ending: TurnChange): Promise<void> {
  await changeTurn(owned, ending);
}

// Whoever has taken the turn over meanwhile goes on with it already.
async function handOn({ conversationId, seq, fence }: TurnRow): Promise<void> {
  await db().transaction(async (tx) => {
    if (await holdTurn(tx, { conversationId, seq, fence }))
      await enqueue(tx, answerTurnJob, { conversationId, seq });
  });
}

// Aborts some time after another signal did, unless the work is done before.
function abortLater(signal: AbortSignal, afterMs: number): { signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => controller.abort(), afterMs);
  };
  if (signal.aborted) start();
  else signal.addEventListener("abort", start, { once: true });
  return {
    signal: controller.signal,
    done() {
      signal.removeEventListener("abort", start);
      clearTimeout(timer);
    },
  };
}
