import type { ClaimsSpec, JudgeCheckSpec, ModerationSpec } from "./check-spec.ts";
import type { JudgeSpec } from "./evaluator-spec.ts";
import type { TemplateBody } from "./template.ts";

/** What a template asks a model about each finished output. `name` tells it from the others of its template. */
export type AskedOfModel = { name: string; modelId: string } & (
  | { kind: "moderation"; spec: ModerationSpec }
  | { kind: "claims"; spec: ClaimsSpec }
  /** `severity`: of the check that names the judge; `null` where it only scores trials. */
  | { kind: "judge"; spec: JudgeSpec; severity: JudgeCheckSpec["severity"] | null }
);

type Asking = Partial<Pick<TemplateBody, "checks" | "evaluators">>;

/** Where outputs are looked at: in a run of a batch, or in a trial, which asks the judges that no check names too. */
export type AskedIn = "batch" | "trial";

/**
 * What a template asks models about its outputs, in order: its checks, and in a trial its other judges behind them. A check
 * that names no judge of the template asks nothing; the template says so.
 */
export function askedOfModels({ checks = [], evaluators = [] }: Asking, where: AskedIn): AskedOfModel[] {
  const asked = checks.flatMap((spec): AskedOfModel[] => {
    switch (spec.kind) {
      case "moderation":
        return [{ name: "moderation", modelId: spec.modelId, kind: "moderation", spec }];
      case "claims":
        return spec.modelId === undefined
          ? []
          : [{ name: "claims", modelId: spec.modelId, kind: "claims", spec }];
      case "judge": {
        const judge = judgeOf(evaluators, spec.evaluator);
        return judge ? [judgeStep(judge, spec.severity)] : [];
      }
      default:
        return [];
    }
  });
  const once = [...new Map(asked.map((one) => [one.name, one])).values()];
  if (where === "batch") return once;
  const named = new Set(once.map((one) => one.name));
  const others = evaluators.flatMap((spec) => (spec.kind === "judge" ? [judgeStep(spec, null)] : []));
  return [...once, ...others.filter((one) => !named.has(one.name))];
}

/** The judge of this name; `null` where the template has none. */
export function judgeOf(evaluators: TemplateBody["evaluators"], name: string): JudgeSpec | null {
  const found = evaluators.find((spec) => spec.name === name);
  return found?.kind === "judge" ? found : null;
}

/** What a judge's step is called; no step of a chain has a blank in its name. */
export function judgeStepName(evaluator: string): string {
  return `judge ${evaluator}`;
}

function judgeStep(spec: JudgeSpec, severity: JudgeCheckSpec["severity"] | null): AskedOfModel {
  return { name: judgeStepName(spec.name), modelId: spec.modelId, kind: "judge", spec, severity };
}
