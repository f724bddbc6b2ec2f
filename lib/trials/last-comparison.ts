import { db } from "#db/client.ts";
import { findDraft, findTemplate } from "#db/queries/templates.ts";
import { findLastComparison } from "#db/queries/trials/trials.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { ComparisonFigures } from "#lib/evaluators/compare-cases.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { asksTheSame } from "#lib/templates/asks-the-same.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import type { KeptVariant } from "./run-trial.ts";
import { viewTrial } from "./view-trial.ts";

/** What the last comparison said of a template's draft. */
export interface LastComparison {
  trialId: string;
  finishedAt: Date | null;
  regressionSet: { id: string; name: string; version: number };
  /** What it was held against; `null` for a draft. */
  against: number | null;
  figures: ComparisonFigures;
  /** Whether the draft still asks what was compared. */
  isCurrent: boolean;
}

/**
 * What the last comparison of a template's draft on one of its regression sets said; `null` where none was made. Needs
 * `trials:read`.
 */
export async function lastComparison(
  actor: Actor,
  templateId: string,
): Promise<Result<LastComparison | null, "forbidden" | "not_found">> {
  const template = await findTemplate(db(), templateId);
  const draft = template && (await findDraft(db(), templateId));
  if (!draft) return refuse("not_found");
  const trialId = await findLastComparison(db(), { templateId, versionId: draft.id });
  const viewed = await viewTrial(actor, trialId ?? "");
  if (!viewed.ok) return viewed.refusal.code === "forbidden" ? viewed : accept(null);
  const { named, variants, comparisons } = viewed.value;
  const { trial } = named;
  const made = comparisons.findLast(({ candidate }) => variants[candidate]?.templateVersionId === draft.id);
  if (!made || !named.regressionSet) return accept(null);
  const kept = (trial.variants as KeptVariant[])[made.candidate]?.draft;
  const [then, now] = [templateBodySchema.parse(kept ?? draft), templateBodySchema.parse(draft)];
  return accept({
    trialId: trial.id,
    finishedAt: trial.finishedAt,
    regressionSet: {
      id: trial.regressionSetId ?? "",
      name: named.regressionSet.name,
      version: trial.regressionSetVersion ?? 0,
    },
    against: variants[made.baseline]?.versionNumber ?? null,
    figures: made.figures,
    isCurrent: trial.languages.every((language) => asksTheSame(then, now, language)),
  });
}
