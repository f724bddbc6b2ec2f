import { type AskedIn, type AskedOfModel, askedOfModels } from "#lib/templates/model-checks.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { claimsRules } from "../load-check.ts";
import type { JudgeAgreement } from "./agreement.ts";
import { ClaimsByModel } from "./claims-by-model.ts";
import type { ModelCheck } from "./model-check.ts";
import { ModerationCheck } from "./moderation-check.ts";
import { RubricJudge } from "./rubric-judge.ts";

/**
 * The checks of a template that ask models, in order.
 * @param agreements how often each judge says what people say, by its name; none has shown anything where it is left out.
 */
export function makeModelChecks(
  template: Partial<Pick<TemplateBody, "checks" | "evaluators">>,
  where: AskedIn,
  agreements: ReadonlyMap<string, JudgeAgreement> = new Map(),
): ModelCheck[] {
  return askedOfModels(template, where).map((asked) => makeModelCheck(asked, agreements));
}

function makeModelCheck(asked: AskedOfModel, agreements: ReadonlyMap<string, JudgeAgreement>): ModelCheck {
  switch (asked.kind) {
    case "moderation":
      return new ModerationCheck(asked.spec);
    case "claims":
      return new ClaimsByModel(asked.spec, claimsRules(asked.spec));
    case "judge":
      return new RubricJudge(asked.spec, asked.severity, agreements.get(asked.spec.name));
  }
}
