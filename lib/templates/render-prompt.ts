import { compileRules } from "./compile-rules.ts";
import { limitsIfLight, noteRendered } from "./light-template.ts";
import { placeInRules } from "./place-in-rules.ts";
import { renderApart } from "./render-apart.ts";
import { type RenderedPrompt, type RenderTask, renderWithin } from "./render-within.ts";
import type { Sections } from "./section.ts";
import { placeInSnippets } from "./snippets/place-in-snippets.ts";
import { withSnippets } from "./snippets/with-snippets.ts";
import type { TemplateBody } from "./template.ts";

type Renderable = Pick<TemplateBody, "sections" | "inputs" | "rules"> &
  Partial<Pick<TemplateBody, "snippets">>;

// One and the same, so that what was compiled is found again.
const NO_SNIPPETS: TemplateBody["snippets"] = [];

/**
 * The messages that go out for one row in one language; or why nothing can be sent. What is known to be short work is
 * done at once, anything else in a thread that can be stopped: no template holds the process, whatever it says.
 * @param row text by input name; columns that the template does not declare are not seen by it.
 * @param language BCP 47 tag; templates read it as `language.code` and `language.name`.
 * @param more what earlier steps of a chain gave, by their name (templates read `steps.<name>.<field>`), and what stands
 * `below` the text of sections.
 */
export function renderPrompt(
  { sections, inputs, rules, snippets = NO_SNIPPETS }: Renderable,
  row: RenderTask["row"],
  language: string,
  more?: Pick<RenderTask, "steps" | "open" | "pictured" | "below">,
): RenderedPrompt | Promise<RenderedPrompt> {
  if (rules.length === 0 && snippets.length === 0)
    return renderSections({ template: { sections, inputs }, row, language, ...more });
  const written = { sections, inputs, rules, snippets };
  const template = { sections: compiledOnce(written), inputs };
  const rendered = renderSections({ template, row, language, ...more });
  const told = (prompt: RenderedPrompt) => inAuthorsTexts(written, prompt);
  return rendered instanceof Promise ? rendered.then(told) : told(rendered);
}

function renderSections(task: RenderTask): RenderedPrompt | Promise<RenderedPrompt> {
  const { sections } = task.template;
  const limits = limitsIfLight(sections, () => charactersOf(task));
  if (!limits) return renderApart(task);
  const rendered = renderWithin(limits, task);
  const isOverrun = rendered.kind === "broken" && rendered.problem.code === "template_too_heavy";
  noteRendered(sections, isOverrun);
  return isOverrun ? renderApart(task) : rendered;
}

const compiled = new WeakMap<Sections, { from: Renderable; sections: Sections }>();

function compiledOnce(template: Renderable): Sections {
  const { rules, inputs, snippets } = template;
  const known = compiled.get(template.sections);
  const { from } = known ?? {};
  if (known && from?.rules === rules && from.inputs === inputs && from.snippets === snippets)
    return known.sections;
  const sections = compileRules(withSnippets(template));
  compiled.set(template.sections, { from: template, sections });
  return sections;
}

function inAuthorsTexts(template: Renderable, rendered: RenderedPrompt): RenderedPrompt {
  if (rendered.kind !== "broken") return rendered;
  const { section } = rendered;
  const problem = placeInRules(withSnippets(template), section, rendered.problem);
  return { ...rendered, problem: placeInSnippets(template, section, problem) };
}

function charactersOf({ template, row, steps }: RenderTask): number {
  const fromRow = template.inputs.reduce((sum, { name }) => sum + (row[name]?.length ?? 0), 0);
  return fromRow + (steps ? JSON.stringify(steps).length : 0);
}
