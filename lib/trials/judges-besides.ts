import { judgeVersion } from "#lib/checks/by-model/rubric-judge.ts";
import type { JudgeSpec } from "#lib/templates/evaluator-spec.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";

/**
 * The judges of later variants that the first has not got: a comparison is by the evaluators of the later, so that these
 * judge the first as well.
 */
export function judgesBesides([first, ...others]: readonly Pick<
  TemplateVersion,
  "evaluators"
>[]): JudgeSpec[] {
  const known = new Set(judgesOf(first).map(judgeVersion));
  const besides = new Map(others.flatMap(judgesOf).map((spec) => [judgeVersion(spec), spec]));
  return [...besides].flatMap(([version, spec]) =>
    // The first may have one of the same name, which says something else.
    known.has(version) ? [] : [{ ...spec, name: `${spec.name} (${version})` }],
  );
}

function judgesOf(version: Pick<TemplateVersion, "evaluators"> | undefined): JudgeSpec[] {
  return (version?.evaluators ?? []).flatMap((spec) => (spec.kind === "judge" ? [spec] : []));
}
