import type { Db } from "#db/client.ts";
import type { TurnChange, TurnRow } from "#db/queries/conversations/turns.ts";
import type { SettledCall } from "#lib/calls/pay.ts";
import { settledCost } from "#lib/calls/settle-call.ts";
import type { Failure } from "#lib/failure.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import { advance, type ItemEnding, type ItemEvent, type Turn as ItemTurn } from "#lib/items/advance.ts";
import { type CarriedProgress, carriedOf, type EndedStep, progressOf } from "#lib/items/progress.ts";
import { type ItemCall, promptOf } from "#lib/items/prompt-of.ts";
import { generateStepAt, type Recipe, recipeOf } from "#lib/items/recipe.ts";
import { isCalling, messagesOf } from "#lib/items/tool-rounds.ts";
import { workOf } from "#lib/items/work-of.ts";
import type { AnsweredCall, ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { sleep } from "#lib/sleep.ts";
import { storableValue } from "#lib/storable-text.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { carryOut } from "#lib/work/carry-out.ts";
import type { WorkTerms } from "#lib/work/work-terms.ts";
import { changeTurn } from "./change-turn.ts";

/** The call of a turn that comes next: what the template sends, and what its model was told of the tools it called. */
export interface ChainCall extends Pick<ItemCall, "step" | "call" | "functions"> {
  prompt: ChatMessage[];
  told: ChatMessage[];
  /** The longest answer that is asked for since one broke off, in tokens; `null` where none has. */
  raisedTo: number | null;
}

type Next = { kind: "call"; call: ChainCall } | { kind: "failed"; failure: Failure };

const ALL_LEFT_OUT: Failure = { code: "conversation_step_left_out" };

/**
 * What is done for a turn besides sending its prompt, as for an item: the steps before the one that answers are taken for
 * its row, and that one's model may call its tools. What has come of it is kept with the turn, and not done again by whoever
 * takes it over.
 */
export class TurnChain {
  readonly #turn: TurnRow;
  readonly #memberId: string;
  readonly #recipe: Recipe;
  #at: ItemTurn;

  private constructor(turn: TurnRow, memberId: string, recipe: Recipe, at: ItemTurn) {
    this.#turn = turn;
    this.#memberId = memberId;
    this.#recipe = recipe;
    this.#at = at;
  }

  /**
   * The chain of a turn where it has one, else `null`. @param before the turns before it: what steps found for the same
   * draft stands, unless it is asked anew.
   */
  static async load(
    tx: Db,
    {
      turn,
      before,
      of,
    }: { turn: TurnRow; before: readonly TurnRow[]; of: { memberId: string; language: string } },
  ): Promise<TurnChain | null> {
    if (!turn.chain) return null;
    const { template, values, step } = turn.chain;
    const body = templateBodySchema.parse(template);
    const terms = await loadPromptTerms(tx, body);
    const whole = recipeOf(
      inLanguage(body, of.language),
      {},
      { hasFallback: false, waitsOutOutages: false, terms },
    );
    const recipe = { ...whole, steps: whole.steps.slice(0, step + 1) };
    const ended = turn.ended ?? (turn.againOf === null ? endedOfSame(turn, before) : []);
    const source = { values, language: of.language };
    const progress = progressOf(source, (turn.carried as CarriedProgress | null) ?? undefined, ended);
    return new TurnChain(turn, of.memberId, recipe, advance(recipe, progress, { kind: "taken-up" }, 0));
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

  /** Whether the model wants results of tools before it answers. */
  isCalled(outcome: SettledCall["outcome"]): boolean {
    const { ended } = this.#at.progress;
    return (
      outcome.kind === "answered" &&
      generateStepAt(this.#recipe, ended.length).tools !== undefined &&
      isCalling(outcome as AnsweredCall)
    );
  }

  /** Takes note of an answer that calls tools. @returns what is kept of it with the turn. */
  called({ outcome, settlement }: SettledCall): TurnChange {
    const event = {
      kind: "called",
      outcome: outcome as AnsweredCall,
      cost: settledCost(settlement),
    } as const;
    this.#at = advance(this.#recipe, this.#at.progress, event, 0);
    return this.soFar();
  }

  /** How far it has come, as it is kept with the turn. */
  soFar(): TurnChange {
    const { progress } = this.#at;
    return storableValue({ ended: [...progress.ended], carried: carriedOf(progress) }) as TurnChange;
  }

  async #call(): Promise<{ kind: "call"; call: ChainCall } | Extract<ItemEvent, { kind: "unrendered" }>> {
    const { progress } = this.#at;
    const { rounds, raised } = progress;
    const prompt = await promptOf(this.#recipe, { ...progress, rounds: [] });
    if (prompt.kind !== "call") return { kind: "unrendered", prompt };
    const { tools } = generateStepAt(this.#recipe, progress.ended.length);
    const { step, call, functions, messages } = prompt.call;
    const told = tools ? messagesOf(tools, rounds, false) : [];
    const own = { step, call, ...(functions && { functions }) };
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

function endedOfSame({ draftRevision, templateVersionId }: TurnRow, before: readonly TurnRow[]): EndedStep[] {
  const same = before.findLast(
    (turn) =>
      turn.ended !== null &&
      turn.draftRevision === draftRevision &&
      turn.templateVersionId === templateVersionId &&
      turn.ended.length === turn.chain?.step,
  );
  return same?.ended ?? [];
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
