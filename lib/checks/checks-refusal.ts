import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { lexiconVersionsOf } from "#db/queries/checks/lexicons.ts";
import { glossaryVersionsOf } from "#db/queries/glossaries.ts";
import { type Refusal, refuse } from "#lib/result.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import { judgeOf } from "#lib/templates/model-checks.ts";
import { safePattern } from "#lib/templates/safe-pattern.ts";

/** Why checks cannot be made. */
export type ChecksRefusalCode =
  | "lexicon_not_found"
  | "glossary_not_found"
  | "pattern_broken"
  | "judge_not_found";

type ChecksRefusal = { ok: false; refusal: Refusal<ChecksRefusalCode> };

/**
 * What keeps checks from being made: a lexicon or glossary that is not in use, a broken pattern, a judge that is
 * none of the template's evaluators; `null` for nothing.
 */
export async function checksRefusal(
  tx: Db,
  specs: readonly CheckSpec[],
  evaluators: readonly EvaluatorSpec[] = [],
): Promise<ChecksRefusal | null> {
  const lexicon = await unknownAmong(
    specs.flatMap((spec) => (spec.kind === "lexicon" ? spec.lexiconIds : [])),
    (ids) => lexiconVersionsOf(tx, ids),
  );
  if (lexicon) return refuse("lexicon_not_found", { id: lexicon });
  const glossary = await unknownAmong(
    specs.flatMap((spec) => (spec.kind === "glossary" ? spec.glossaryIds : [])),
    (ids) => glossaryVersionsOf(tx, ids),
  );
  if (glossary) return refuse("glossary_not_found", { id: glossary });
  for (const spec of specs)
    if (spec.kind === "judge" && !judgeOf([...evaluators], spec.evaluator))
      return refuse("judge_not_found", { name: spec.evaluator });
  for (const spec of specs)
    if (spec.kind === "format" && spec.pattern !== undefined && !safePattern(spec.pattern))
      return refuse("pattern_broken", { pattern: spec.pattern });
  return null;
}

async function unknownAmong(
  asked: readonly string[],
  inUse: (ids: string[]) => Promise<{ id: string }[]>,
): Promise<string | null> {
  if (asked.length === 0) return null;
  const known = new Set((await inUse(asked.filter((id) => isUuid(id)))).map(({ id }) => id));
  return asked.find((id) => !known.has(id)) ?? null;
}
