import type { ReviewContextRow } from "#db/queries/review/batches.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import type { Rule } from "#lib/templates/rule.ts";
import { SECTIONS, type Sections } from "#lib/templates/section.ts";
import type { InputColumn } from "#lib/templates/template.ts";

type Guided = Pick<ReviewContextRow, "sections" | "inputs" | "rules" | "snippets" | "languageOverrides">;

/**
 * The template's requirements, with what rules and the language make of them, as the model read them for a row: what a
 * reviewer holds the output against. `null` where they can't be rendered any more, because the row has changed since; ""
 * where there are none.
 */
export async function guidelineFor(
  { sections, inputs, snippets, ...template }: Guided,
  row: Readonly<Record<string, string>>,
  language: string,
): Promise<string | null> {
  const { requirements = "" } = sections;
  const { rules } = inLanguage({ ...template, rules: template.rules as Rule[], outputs: [] }, language);
  const ofRequirements = rules.filter(({ section }) => section === "requirements");
  if (requirements.trim() === "" && ofRequirements.length === 0) return "";
  const guideline = {
    sections: { ...NO_SECTIONS, requirements },
    rules: ofRequirements,
    snippets,
    // What another section needs must not keep this one from being read.
    inputs: (inputs as InputColumn[]).map((input) => ({ ...input, required: false })),
  };
  const rendered = await renderPrompt(guideline, row, language);
  if (rendered.kind === "prompt") return rendered.messages.map(({ content }) => content).join("\n\n");
  return rendered.kind === "broken" && rendered.problem.code === "template_prompt_empty" ? "" : null;
}

const NO_SECTIONS = Object.fromEntries(SECTIONS.map((section) => [section, ""])) as Sections;
