import { fieldsOfStep } from "./step-fields.ts";
import type { TemplateStep } from "./template.ts";

/** What a step may read of its chain. */
export interface EarlierSteps {
  steps: readonly TemplateStep[];
  /** The reader's own place: it may read the steps before it. */
  place: number;
}

/** Why a step cannot read a field; `null` where it can. */
export function readProblem(
  { steps, place }: EarlierSteps,
  step: string,
  field: string | undefined,
): { code: string; params: Record<string, string> } | null {
  const at = steps.findIndex(({ name }) => name === step);
  const read = steps[at];
  if (!read) return { code: "template_step_unknown", params: { step } };
  if (at >= place) return { code: "template_step_not_earlier", params: { step } };
  if (!field) return { code: "template_step_field_missing", params: { step } };
  const fields = fieldsOfStep(read);
  return !fields || fields.includes(field)
    ? null
    : { code: "template_step_field_unknown", params: { step, field } };
}
