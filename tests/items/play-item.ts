import { advance, type Command, type ItemEvent } from "#lib/items/advance.ts";
import type { CarriedProgress, EndedStep, Progress } from "#lib/items/progress.ts";
import { progressOf } from "#lib/items/progress.ts";
import { type ItemCall, promptOf } from "#lib/items/prompt-of.ts";
import { type GenerateStep, type Recipe, recipeOf, type Step } from "#lib/items/recipe.ts";
import type { WorkOutcome } from "#lib/items/work-outcome.ts";
import type { AnsweredCall, CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { meterOf } from "#lib/models/meter.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

/** A template that asks for a short title of a product. */
const body = templateBodySchema.parse({
  sections: { instruction: "Write a title for {{ name }}." },
  inputs: [{ name: "name", onMissing: "skip" }],
  outputs: [{ name: "title", type: "text", maxLength: 5 }],
});

export function recipe(ways: Partial<Pick<Recipe, "hasFallback" | "waitsOutOutages">> = {}): Recipe {
  return recipeOf(body, {}, { hasFallback: false, waitsOutOutages: true, ...ways });
}

/** A chain of steps, each writing one text field; what the last writes is the output. */
export function chain(
  ...steps: (Pick<GenerateStep, "name" | "when"> & { instruction: string; field: string })[]
): Recipe {
  const made = steps.map(({ name, when, instruction, field }): Step => {
    const { sections, inputs, outputs, rules } = templateBodySchema.parse({
      sections: { instruction },
      inputs: [...body.inputs, { name: "market", required: false }],
      outputs: [{ name: field, type: "text" }],
    });
    const [step] = recipeOf(
      { sections, inputs, outputs, rules },
      {},
      { hasFallback: false, waitsOutOutages: true },
    ).steps;
    return { ...(step as GenerateStep), name, when };
  });
  const last = steps.at(-1);
  return {
    ...recipe(),
    steps: made,
    result: last ? [{ step: last.name, field: last.field }] : [],
  };
}

export function answered(text: string, more: Partial<AnsweredCall> = {}): AnsweredCall {
  return {
    kind: "answered",
    text,
    usage: meterOf({ inputTokens: 10, outputTokens: 5 }),
    usageSource: "reported",
    finishReason: "stop",
    latencyMs: 1,
    requestId: null,
    ...more,
  };
}

/** An item as a driver makes it, but for its calls: each takes the next outcome of a script. */
export class PlayedItem {
  readonly recipe: Recipe;
  readonly calls: ItemCall[] = [];
  /** How the work ends that comes next. */
  readonly works: WorkOutcome[] = [];
  worked = 0;
  readonly waits: number[] = [];
  progress: Progress;
  command: Command;

  constructor(
    of: Recipe,
    values: Record<string, string> = { name: "Fig" },
    carried?: CarriedProgress,
    ended?: readonly EndedStep[],
  ) {
    this.recipe = of;
    this.progress = progressOf({ values, language: "en" }, carried, ended);
    this.command = { do: "call" };
    this.happen({ kind: "taken-up" });
  }

  happen(event: ItemEvent): void {
    const turn = advance(this.recipe, this.progress, event, 1);
    this.progress = turn.progress;
    this.command = turn.command;
  }

  /** Goes on until the item ends, stops, or the script is over. Every answered call costs a cent. */
  play(...script: CallOutcome[]): this {
    for (;;) {
      if (this.command.do === "wait") {
        this.waits.push(this.command.forMs);
        this.happen({ kind: "waited" });
      }
      if (this.command.do === "work") {
        const outcome = this.works.shift();
        if (!outcome) return this;
        this.worked++;
        this.happen({ kind: "worked", outcome });
        continue;
      }
      if (this.command.do !== "call") return this;
      const prompt = promptOf(this.recipe, this.progress);
      if (prompt instanceof Promise) throw new Error("What is played here is rendered at once.");
      if (prompt.kind !== "call") {
        this.happen({ kind: "unrendered", prompt });
        continue;
      }
      const outcome = script.shift();
      if (!outcome) return this;
      this.calls.push(prompt.call);
      this.happen({
        kind: "called",
        outcome,
        cost: outcome.kind === "answered" && !outcome.cached ? "0.01" : "0",
      });
    }
  }
}
