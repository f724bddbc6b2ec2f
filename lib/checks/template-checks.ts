import type { Db } from "#db/client.ts";
import type { CheckSpec, NearDuplicateSpec } from "#lib/templates/check-spec.ts";
import type { Check } from "./check.ts";
import { type FixedTables, isLocal, loadCheck } from "./load-check.ts";

/** The checks of a template, ready for each language of a run. */
export class TemplateChecks {
  /** How alike other outputs may be; it takes the database to say, so that it comes as an output is kept. */
  readonly nearDuplicates: NearDuplicateSpec | null;
  private readonly byLanguage: ReadonlyMap<string, readonly Check[]>;

  constructor(
    byLanguage: ReadonlyMap<string, readonly Check[]>,
    nearDuplicates: NearDuplicateSpec | null = null,
  ) {
    this.byLanguage = byLanguage;
    this.nearDuplicates = nearDuplicates;
  }

  /** Whether any looks at an output by itself. */
  get areAny(): boolean {
    return this.byLanguage.size > 0;
  }

  /** Those that look at an output by itself, for a language of the run, in the template's order. */
  in(language: string): readonly Check[] {
    return this.byLanguage.get(language) ?? [];
  }
}

/**
 * Makes the checks of a template ready for the languages of a run.
 * @param fixed versions of tables to go by; others are taken as they stand now.
 */
export async function loadTemplateChecks(
  tx: Db,
  specs: readonly CheckSpec[],
  languages: readonly string[],
  fixed: FixedTables = {},
): Promise<TemplateChecks> {
  const byLanguage = new Map<string, Check[]>();
  const nearDuplicates = specs.find((spec) => spec.kind === "near-duplicate") ?? null;
  for (const spec of specs.filter(isLocal))
    for (const [language, check] of await loadCheck(tx, spec, languages, fixed))
      byLanguage.set(language, [...(byLanguage.get(language) ?? []), check]);
  return new TemplateChecks(byLanguage, nearDuplicates);
}
