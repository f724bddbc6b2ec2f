import { foldText } from "#lib/folded-text.ts";
import { wantedIn } from "#lib/glossaries/glossary.ts";
import type { GlossaryHit, GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { Check, CheckedOutput } from "../check.ts";
import { byTable, passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";
import { hasTranslation } from "./has-translation.ts";

type GlossarySpec = Pick<Extract<CheckSpec, { kind: "glossary" }>, "severity" | "columns" | "pairs">;

/** Terms of the row that must be in the output as its glossaries translate them, or as they are. */
export class GlossaryCheck implements Check {
  readonly kind = "glossary";
  private readonly spec: GlossarySpec;
  private readonly matcher: GlossaryMatcher;

  constructor(spec: GlossarySpec, matcher: GlossaryMatcher) {
    this.spec = spec;
    this.matcher = matcher;
  }

  run(output: CheckedOutput): Verdict[] {
    const { pairs } = this.spec;
    if (!pairs) return this.checked([{ output, field: null }]);
    return this.checked(pairs.map(({ field, column }) => ({ output: ofPair(output, field, column), field })));
  }

  private checked(parts: readonly { output: CheckedOutput; field: string | null }[]): Verdict[] {
    const looked = parts.map(({ output, field }) => this.look(output, field));
    const verdicts = looked.flatMap((one) => one.verdicts);
    if (verdicts.length > 0) return verdicts;
    const terms = looked.reduce((sum, { asked }) => sum + asked, 0);
    return [passVerdict("glossary", "glossary_kept", { terms })];
  }

  private look(output: CheckedOutput, field: string | null): { asked: number; verdicts: Verdict[] } {
    const asked = new Map<string, { hit: GlossaryHit; column: string; wanted: string }>();
    for (const [column, value] of this.columns(output.source))
      for (const hit of this.matcher.find(foldText(value))) {
        const wanted = wantedIn(hit.entry, output.language);
        if (wanted !== null) asked.set(`${hit.glossary.id} ${hit.entry.term}`, { hit, column, wanted });
      }
    const missing = [...asked.values()].filter(
      ({ hit: { entry }, wanted }) =>
        !output.texts.some(({ folded }) =>
          hasTranslation(folded, wanted, Boolean(entry.caseSensitive || entry.doNotTranslate)),
        ),
    );
    return { asked: asked.size, verdicts: missing.flatMap((one) => this.verdicts(output, field, one)) };
  }

  private columns(source: CheckedOutput["source"]): [string, string][] {
    const { columns } = this.spec;
    return Object.entries(source).filter(([name]) => !columns || columns.includes(name));
  }

  /** A term left as it was is shown where it stands; one that is nowhere is about its field, or the whole output. */
  private verdicts(
    { texts }: CheckedOutput,
    field: string | null,
    { hit: { glossary, entry }, column, wanted }: { hit: GlossaryHit; column: string; wanted: string },
  ): Verdict[] {
    const { term } = entry;
    const params = { term, wanted };
    const evidence = { glossary, term, wanted, column };
    const left = entry.doNotTranslate
      ? []
      : texts.flatMap((text) => {
          const spans = this.matcher.find(text.folded).filter((found) => found.entry === entry);
          return spans.length > 0 ? [{ text, spans }] : [];
        });
    if (left.length > 0)
      return left.map(({ text, spans }) => {
        const message = { code: "glossary_untranslated", params };
        return byTable(textVerdict("glossary", this.spec.severity, text, spans, message, evidence), glossary);
      });
    const code = entry.doNotTranslate ? "glossary_changed" : "glossary_missing";
    const missing = { ...passVerdict("glossary", code, params), field, evidence };
    const verdict = { ...missing, verdict: this.spec.severity };
    return [byTable(verdict, glossary)];
  }
}

/** What of an output is the translation of one column; nothing is asked of a field that it has not. */
function ofPair(output: CheckedOutput, field: string, column: string): CheckedOutput {
  const texts = output.texts.filter(({ path }) => path === field || path.startsWith(`${field}.`));
  const value = texts.length === 0 ? "" : (output.source[column] ?? "");
  return { ...output, texts, source: { [column]: value } };
}
