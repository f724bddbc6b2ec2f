import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import { type ChecksRefusalCode, checksRefusal } from "./checks-refusal.ts";
import { compareWithPublished } from "./near-duplicates/compare-outputs.ts";
import { runChecks } from "./run-checks.ts";
import { loadTemplateChecks } from "./template-checks.ts";
import type { Verdict } from "./verdict.ts";

export interface CheckTrial {
  checks: CheckSpec[];
  /** Of the source, by column. */
  row: Record<string, string>;
  output: Record<string, unknown>;
  language: string;
}

/** What checks would say of an output, near-duplicates among what is published; nothing is kept. Needs `templates:read`. */
export async function tryChecks(
  actor: Actor,
  { checks, row, output, language }: CheckTrial,
): Promise<Result<Verdict[], "forbidden" | ChecksRefusalCode>> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const refused = await checksRefusal(db(), checks);
  if (refused) return refused;
  const loaded = await loadTemplateChecks(db(), checks, [language]);
  const verdicts = runChecks(loaded.in(language), row, output, language);
  if (!loaded.nearDuplicates) return accept(verdicts);
  return accept([...verdicts, await compareWithPublished(db(), loaded.nearDuplicates, output, language)]);
}
