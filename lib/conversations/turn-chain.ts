import type { Db } from "#db/client.ts";
import type { TurnChange, TurnRow } from "#db/queries/conversations/turns.ts";
import type { SettledCall } from "#lib/calls/pay.ts";
import { settledCost } from "#lib/calls/settle-call.ts";
import type { Failure } from "#lib/failure.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import { advance, type ItemEnding, type ItemEvent, type Turn as ItemTurn } from "#lib/items/advance.ts";
import { type CarriedProgress, carriedOf, progressOf } from "#lib/items/progress.ts";
import { type ItemCall, promptOf } from "#lib/items/prompt-of.ts";
import { generateStepAt, type Recipe, recipeOf } from "#lib/items/recipe.ts";
import { isCalling, messagesOf } from "#lib/items/tool-rounds.ts";
import { workOf } from "#lib/items/work-of.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { AnsweredCall, ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { accept, type Result } from "#lib/result.ts";
import { sleep } from "#lib/sleep.ts";
import { storableValue } from "#lib/storable-text.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { loadStepModels, type StepModelRefusal, type StepModels } from "#lib/templates/step-models.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { carryOut } from "#lib/work/carry-out.ts";
import type { WorkTerms } from "#lib/work/work-terms.ts";
import { changeTurn } from "./change-turn.ts";
import { earlierAsked, stepsThatStand } from "./earlier-steps.ts";
import { failedTurn } from "./turn-ending.ts";

/** The call of a turn that comes next: a step before the one that answers is asked as for an item, or that one answers. */
export type ChainCall = EarlierCall | AnswerCall;

/** What a step before the one that answers asks, and whom; `null` for the model of the conversation. */
interface EarlierCall {
  of: "earlier-step";
  item: ItemCall;
  model: CallableModel | null;
}

/** What the template sends, and what its model was told of the tools it called. */
export interface AnswerCall extends Pick<ItemCall, "step" | "call" | "functions"> {
  of: "answer";
  prompt: ChatMessage[];
  told: ChatMessage[];
  /** The longest answer that is asked for since one broke off, in tokens; `null` where none has. */
  raisedTo: number | null;
}

type Next = { kind: "call"; call: ChainCall } | { kind: "failed"; failure: Failure };

const ALL_LEFT_OUT: Failure = { code: "conversation_step_left_out" };

/**
 * What is done for a turn besides sending its prompt, as for an item: the steps before the one that answers are taken for
 * its row, those that ask a model among them, and that one's model may call its tools. What has come of it is kept with the
 * turn, and not done again by whoever takes it over.
 */
export class TurnChain {
  readonly #turn: TurnRow;
  readonly #memberId: string;
  readonly #recipe: Recipe;
  readonly #models: StepModels;
  #at: ItemTurn;

  private constructor(
    turn: TurnRow,
    { memberId, recipe, models, at }: { memberId: string; recipe: Recipe; models: StepModels; at: ItemTurn },
  ) {
    this.#turn = turn;
    this.#memberId = memberId;
    this.#recipe = recipe;
    this.#models = models;
    this.#at = at;
  }

  /**
   * The chain of a turn where it has one, else `null`. @param before the turns before it, of whose steps some may stand.
   */
  static async load(
    tx: Db,
    {
      turn,
      before,
      of,
    }: {
      turn: TurnRow;
      before: readonly TurnRow[];
      of: { memberId: string; language: string; currency: string };
    },
  ): Promise<Result<TurnChain | null, StepModelRefusal>> {
    if (!turn.chain) return accept(null);
    const { template, values, step } = turn.chain;
    const body = templateBodySchema.parse(template);
    const models = await loadStepModels(tx, earlierAsked(body, of.language, step), of.currency);
    if (!models.ok) return models;
    const terms = await loadPromptTerms(tx, body);
    const whole = recipeOf(
      inLanguage(body, of.language),
      {},
      { hasFallback: false, waitsOutOutages: false, terms },
    );
    const recipe = { ...whole, steps: whole.steps.slice(0, step + 1) };
    const ended = turn.ended ?? stepsThatStand(turn, before, of.language);
    const source = { values, language: of.language };
    const progress = progressOf(source, (turn.carried as CarriedProgress | null) ?? undefined, ended);
    const at = advance(recipe, progress, { kind: "taken-up" }, 0);
    return accept(new TurnChain(turn, { memberId: of.memberId, recipe, models: models.value, at }));
  }

  /** The models that its earlier steps ask in place of the conversation's. */
  get modelIds(): string[] {
    return [...this.#models.keys()];
  }

  /** Does what comes before the next call. `null` where the turn was left before that. */
  async next({ leaving, signal }: Pick<WorkTerms, "leaving" | "signal">): Promise<Next | null> {
    for (;;) {
      const { command } = this.#at;
      let event: ItemEvent | null = null;
      switch (command.do) {
        case "end":
          return { kind: "failed", failure: failureOf(command.ending) };
        case "pause":
          return { kind: "failed", failure: command.reason };
        case "call": {
          const call = await this.#call();
          if (call.kind === "call") return call;
          event = call;
          break;
        }
        case "wait":
          event = (await sleep(command.forMs, leaving)) ? { kind: "waited" } : null;
          break;
        case "work":
          event = await this.#work({ leaving, signal });
      }
      if (!event || leaving.aborted) return null;
      this.#at = advance(this.#recipe, this.#at.progress, event, Math.random());
      if (event.kind === "worked" && !(await changeTurn(this.#turn, this.soFar()))) return null;
    }
  }

  /** Whether an answer is not the turn's: it is an earlier step's, or its model wants results of tools first. */
  goesOn(outcome: SettledCall["outcome"]): boolean {
    if (outcome.kind !== "answered") return false;
    if (!this.#isAnswering()) return true;
    const { tools } = generateStepAt(this.#recipe, this.#at.progress.ended.length);
    return tools !== undefined && isCalling(outcome as AnsweredCall);
  }

  /** Takes note of an answer that is not the turn's. @returns what is kept of it with the turn, or how it ends by it. */
  called({ outcome, settlement }: SettledCall): TurnChange {
    const event = {
      kind: "called",
      outcome: outcome as AnsweredCall,
      cost: settledCost(settlement),
    } as const;
    this.#at = advance(this.#recipe, this.#at.progress, event, 0);
    const { command } = this.#at;
    return { ...this.soFar(), ...(command.do === "end" && failedTurn(failureOf(command.ending))) };
  }

  /** How far it has come, as it is kept with the turn. */
  soFar(): TurnChange {
    const { progress } = this.#at;
    return storableValue({ ended: [...progress.ended], carried: carriedOf(progress) }) as TurnChange;
  }

  #isAnswering(): boolean {
    return this.#at.progress.ended.length === this.#recipe.steps.length - 1;
  }

  async #call(): Promise<{ kind: "call"; call: ChainCall } | Extract<ItemEvent, { kind: "unrendered" }>> {
    const { progress } = this.#at;
    if (!this.#isAnswering()) {
      const asked = await promptOf(this.#recipe, progress);
      if (asked.kind !== "call") return { kind: "unrendered", prompt: asked };
      const { call: item } = asked;
      const model = item.modelId === undefined ? null : (this.#models.get(item.modelId) ?? null);
      return { kind: "call", call: { of: "earlier-step", item, model } };
    }
    const { rounds, raised } = progress;
    const prompt = await promptOf(this.#recipe, { ...progress, rounds: [] });
    if (prompt.kind !== "call") return { kind: "unrendered", prompt };
    const { tools } = generateStepAt(this.#recipe, progress.ended.length);
    const { step, call, functions, messages } = prompt.call;
    const told = tools ? messagesOf(tools, rounds, false) : [];
    const own = { of: "answer", step, call, ...(functions && { functions }) } as const;
    return { kind: "call", call: { ...own, prompt: messages, told, raisedTo: raised?.tokens ?? null } };
  }

  async #work(terms: Pick<WorkTerms, "leaving" | "signal">): Promise<ItemEvent | null> {
    const { progress } = this.#at;
    const prepared = await workOf(this.#recipe, progress);
    if (prepared.kind !== "work") return { kind: "unrendered", prompt: prepared };
    const { work } = prepared;
    // What gives a picture is in no chain of a turn.
    if (work.kind === "draw") throw new RangeError("A turn of a conversation draws nothing.");
    const { conversationId, seq } = this.#turn;
    const place = { memberId: this.#memberId, runId: conversationId, seq, step: progress.ended.length };
    const outcome = await carryOut(work, { ...place, ...terms });
    return outcome && { kind: "worked", outcome };
  }
}

function failureOf(ending: ItemEnding): Failure {
  switch (ending.state) {
    case "skipped":
      return ending.reason;
    case "failed":
      return ending.failure;
    case "succeeded":
      return ALL_LEFT_OUT;
  }
}
