import { makeModelChecks } from "#lib/checks/by-model/make-model-checks.ts";
import type { MadeOutput } from "#lib/checks/by-model/model-check.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import type { AskedIn } from "#lib/templates/model-checks.ts";
import { longStandIn } from "#lib/templates/render-steps.ts";
import type { OutputField, TemplateBody } from "#lib/templates/template.ts";
import type { RoughCall } from "./preview-cost.ts";

/**
 * The calls that models are asked about one output with, before it is made: `made` stands for it. A second look at claims
 * counts as if every output had some that are flagged.
 */
export function judgingCalls(
  template: Pick<TemplateBody, "checks" | "evaluators">,
  where: AskedIn,
  made: MadeOutput,
  modelOf: (id: string) => CallableModel,
): RoughCall[] {
  return makeModelChecks(template, where).flatMap((check) => {
    const question = check.usuallyAsks(made);
    if (!question) return [];
    const { name, price } = modelOf(check.modelId);
    // A moderation model bills nothing, and writes nothing.
    const maxOutputTokens = question.speaks === "chat" ? question.maxOutputTokens : 0;
    return [
      {
        inputTokens: countMessageTokens(question.messages, name),
        maxOutputTokens,
        costOf: (inputTokens: number, outputTokens: number) =>
          costOf(meterOf({ inputTokens, outputTokens }), price),
      },
    ];
  });
}

/** An output about as long as one that is not made yet. */
export function standInOutput({
  outputs,
  steps,
}: Pick<TemplateBody, "outputs" | "steps">): MadeOutput["output"] {
  const written =
    steps.length > 0 ? steps.flatMap((step) => (step.kind === "generate" ? step.outputs : [])) : outputs;
  return Object.fromEntries(
    written.map((field: OutputField) => [field.name, longStandIn(field, field.name)]),
  );
}
