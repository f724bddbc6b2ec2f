import type { Sections } from "#lib/templates/section.ts";
import { isGenerating } from "#lib/templates/steps.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import type { SectionChange } from "./improvement.ts";

/** A prompt of a template: its one, or that of a step of its chain. */
export interface TemplatePrompt {
  step: string | null;
  sections: Sections;
}

/** The prompts of a template, in order. */
export function promptsOf({ sections, steps }: Pick<TemplateBody, "sections" | "steps">): TemplatePrompt[] {
  if (steps.length === 0) return [{ step: null, sections }];
  return steps.filter(isGenerating).map(({ name, sections: own }) => ({ step: name, sections: own }));
}

/** The template with sections written anew; those that it has not are left out. */
export function withChanges<Body extends Pick<TemplateBody, "sections" | "steps">>(
  body: Body,
  changes: readonly Pick<SectionChange, "step" | "section" | "after">[],
): Body {
  const changed = (step: string | null, sections: Sections): Sections => ({
    ...sections,
    ...Object.fromEntries(
      changes.filter((one) => one.step === step).map(({ section, after }) => [section, after]),
    ),
  });
  if (body.steps.length === 0) return { ...body, sections: changed(null, body.sections) };
  const steps = body.steps.map((step) =>
    isGenerating(step) ? { ...step, sections: changed(step.name, step.sections) } : step,
  );
  return { ...body, steps };
}

/** What a section reads now; `null` where the template has no such step. */
export function sectionOf(
  body: Pick<TemplateBody, "sections" | "steps">,
  { step, section }: Pick<SectionChange, "step" | "section">,
): string | null {
  return promptsOf(body).find((prompt) => prompt.step === step)?.sections[section] ?? null;
}
