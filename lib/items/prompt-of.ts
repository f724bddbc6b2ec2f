import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { parseOutput } from "#lib/templates/output.ts";
import { type RenderedPrompt, renderPrompt } from "#lib/templates/render-prompt.ts";
import { repairMessages } from "#lib/templates/repair-messages.ts";
import type { EndedStep, Progress } from "./progress.ts";
import { type Recipe, type Step, stepAt } from "./recipe.ts";

/** The call that an item's progress stands at, ready to go out. */
export interface ItemCall {
  step: number;
  call: number;
  purpose: "generate" | "repair";
  fallback: boolean;
  messages: ChatMessage[];
  schema: Step["schema"];
  maxOutputTokens: number;
}

export type ItemPrompt = { kind: "call"; call: ItemCall } | Exclude<RenderedPrompt, { kind: "prompt" }>;

/** The call that comes next for an item, its prompt rendered; or why nothing can be sent for its row. Pure. */
export function promptOf(recipe: Recipe, progress: Progress): ItemPrompt {
  const { source, ended, answer, call, fallback } = progress;
  const step = stepAt(recipe, ended.length);
  const prompt = renderPrompt(step.prompt, source.values, source.language, outputsByStep(recipe, ended));
  if (prompt.kind !== "prompt") return prompt;
  const { schema, maxOutputTokens, maxRepairTokens } = step;
  const common = { step: ended.length, call, fallback, schema };
  if (answer === null) {
    return {
      kind: "call",
      call: { ...common, purpose: "generate", messages: prompt.messages, maxOutputTokens },
    };
  }
  const messages = repairing(step, prompt.messages, answer);
  return { kind: "call", call: { ...common, purpose: "repair", messages, maxOutputTokens: maxRepairTokens } };
}

function repairing({ outputs }: Step, asked: ChatMessage[], answer: string): ChatMessage[] {
  const parsed = parseOutput(outputs, answer);
  return repairMessages(asked, answer, parsed.ok ? [] : parsed.misfits);
}

function outputsByStep(
  { steps }: Recipe,
  ended: readonly EndedStep[],
): Record<string, EndedStep["output"]> | undefined {
  if (ended.length === 0) return undefined;
  return Object.fromEntries(ended.map(({ output }, index) => [steps[index]?.name ?? "", output]));
}
