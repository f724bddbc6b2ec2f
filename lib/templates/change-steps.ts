import { nameProblem } from "./input-name.ts";
import { EMPTY_SECTIONS, SECTIONS, type Sections } from "./section.ts";
import { isGenerating, outputsOfStep, resultOf, sourceOf } from "./steps.ts";
import type { GenerateStep, TemplateBody, TemplateStep } from "./template.ts";

type Parts = Pick<TemplateBody, "sections" | "outputs" | "steps" | "result" | "rules"> &
  Partial<Pick<TemplateBody, "languageOverrides">>;

/** A template of one prompt as a chain: its prompt is the first step, which still gives the output, and a second follows. */
export function splitIntoSteps({ sections, outputs, rules }: Parts): Partial<Parts> {
  const first: GenerateStep = { name: freeName([]), kind: "generate", sections, outputs };
  return {
    steps: [first, newStep([first])],
    result: outputs.map(({ name }) => `${first.name}.${name}`),
    rules: rules.map((rule) => ({ ...rule, step: first.name })),
  };
}

/**
 * A template of one prompt as a chain: its prompt is the last step, behind one that asks no model. One of which no prompt is
 * written yet may be a step that makes a picture, and nothing more. Examples are shown among the prompt's own.
 */
export function precedeWith(
  { sections, outputs, rules }: Parts,
  kind: Exclude<TemplateStep["kind"], "generate">,
): Partial<Parts> {
  const first = newStep([], kind);
  const isBlank = outputs.length === 0 && SECTIONS.every((section) => sections[section].trim() === "");
  if (kind === "picture" && isBlank) return { steps: [first], result: [], rules: [] };
  const name = freeName([first]);
  return {
    steps: [first, { name, kind: "generate", sections: withExamplesOf(first, sections), outputs }],
    result: outputs.map((field) => `${name}.${field.name}`),
    rules: rules.map((rule) => ({ ...rule, step: name })),
  };
}

/** Examples that are taken are shown where the prompt's own stand. */
function withExamplesOf({ name, kind }: TemplateStep, sections: Sections): Sections {
  if (kind !== "examples") return sections;
  const own = sections.examples.trim();
  const taken = `{{ steps.${name}.text }}`;
  return { ...sections, examples: own === "" ? taken : `${own}\n\n${taken}` };
}

/** One step more, behind the last. The output stays what it is. */
export function addStep(body: Parts, kind: TemplateStep["kind"] = "generate"): Partial<Parts> {
  const { steps } = body;
  return { steps: [...steps, newStep(steps, kind)], result: chosenResult(body) };
}

/** A step in another place. What it read of a step that is now behind it is told as a problem. */
export function moveStep(body: Parts, from: number, to: number): Partial<Parts> {
  const steps = [...body.steps];
  const [moved] = steps.splice(from, 1);
  if (!moved) return {};
  return { steps: steps.toSpliced(to, 0, moved), result: chosenResult(body) };
}

/**
 * Without a step, its rules and what it gave to the output. The last but one that goes leaves a template of one prompt,
 * unless what is left asks no model, or lets it call tools.
 */
export function removeStep(body: Parts, place: number): Partial<Parts> {
  const gone = body.steps[place];
  const steps = body.steps.filter((_, at) => at !== place);
  const [left] = steps;
  const rules = body.rules.filter(({ step }) => step === undefined || step !== gone?.name);
  if (steps.length === 1 && left && isGenerating(left) && !left.tools) {
    const { sections, outputs } = left;
    const asked = withStepModels(body, () => null);
    const promptRules = rules.map(({ step: _, ...rule }) => rule);
    return { steps: [], result: [], sections, outputs, rules: promptRules, ...asked };
  }
  const result = body.result.filter((written) => sourceOf(written).step !== gone?.name);
  return { steps, result, rules, ...withStepModels(body, (name) => (name === gone?.name ? null : name)) };
}

/** A step by another name, which everything that reads it takes over. */
export function renameStep(body: Parts, place: number, name: string): Partial<Parts> {
  const before = body.steps[place]?.name ?? "";
  // What cannot be read by its name has no readers.
  const isRead = nameProblem(before) === null && nameProblem(name) === null;
  const reading = (text: string) => (isRead ? renamedIn(text, before, name) : text);
  return {
    steps: body.steps.map((step, at) => ({
      ...withReaders(step, reading),
      ...(at === place && { name }),
    })),
    result: body.result.map((written) => {
      const { step, field } = sourceOf(written);
      return step === before ? `${name}.${field}` : written;
    }),
    rules: body.rules.map((rule) => ({
      ...rule,
      ...(rule.text !== undefined && { text: reading(rule.text) }),
      ...(rule.step === before && { step: name }),
    })),
    ...withStepModels(body, (step) => (step === before ? name : step)),
  };
}

/** What languages ask of steps, by the names that these have now; nothing where none asks. @param named `null` of one that is gone. */
function withStepModels(
  { languageOverrides = {} }: Parts,
  named: (step: string) => string | null,
): Pick<Parts, "languageOverrides"> {
  const all = Object.entries(languageOverrides);
  if (all.every(([, { stepModelIds }]) => stepModelIds === undefined)) return {};
  const changed = all.map(([tag, { stepModelIds = {}, ...override }]) => {
    const kept = Object.entries(stepModelIds).flatMap(([step, modelId]) => {
      const name = named(step);
      return name === null ? [] : [[name, modelId] as const];
    });
    return [
      tag,
      { ...override, ...(kept.length > 0 && { stepModelIds: Object.fromEntries(kept) }) },
    ] as const;
  });
  return {
    languageOverrides: Object.fromEntries(changed.filter(([, override]) => Object.keys(override).length > 0)),
  };
}

function withReaders(step: TemplateStep, reading: (text: string) => string): TemplateStep {
  const when = step.when && { when: withRenamed(step.when, reading) };
  const inAll = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, reading(text)]));
  switch (step.kind) {
    case "generate":
      return { ...step, ...when, sections: inAll(step.sections) as Sections };
    case "examples":
    case "retrieve":
      return { ...step, ...when, query: reading(step.query) };
    case "look-up": {
      const except = step.except === undefined ? {} : { except: reading(step.except) };
      return { ...step, ...when, query: reading(step.query), ...except };
    }
    case "http":
      return { ...step, ...when, inputs: inAll(step.inputs) };
    case "picture":
      return { ...step, ...when, source: reading(step.source) };
    case "edit-picture": {
      const avoid = step.avoid === undefined ? {} : { avoid: reading(step.avoid) };
      return { ...step, ...when, source: reading(step.source), prompt: reading(step.prompt), ...avoid };
    }
  }
}

type When = NonNullable<TemplateStep["when"]>;

function withRenamed(when: When, reading: (text: string) => string): When {
  const renamed = (clauses: Extract<When, { all: unknown }>["all"]) =>
    clauses.map((clause) => ({ ...clause, input: reading(clause.input) }));
  return "all" in when ? { all: renamed(when.all) } : { any: renamed(when.any) };
}

function renamedIn(text: string, before: string, name: string): string {
  const read = new RegExp(String.raw`(?<![\p{L}\p{M}\p{N}_.])steps\.${before}(?![\p{L}\p{M}\p{N}_])`, "gu");
  return text.replace(read, () => `steps.${name}`);
}

// What followed from the last step is chosen before another one is the last.
function chosenResult(body: Parts): string[] {
  const { result } = body;
  return result.length > 0 ? result : resultOf(body).map(({ step, field }) => `${step}.${field}`);
}

// Outputs of two names can both be chosen.
function freeField(steps: readonly TemplateStep[]): string {
  const taken = new Set(steps.flatMap((step) => outputsOfStep(step).map(({ name }) => name)));
  for (let number = 1; ; number++) {
    const name = number === 1 ? "picture" : `picture_${number}`;
    if (!taken.has(name)) return name;
  }
}

function newStep(steps: readonly TemplateStep[], kind: TemplateStep["kind"] = "generate"): TemplateStep {
  const name = freeName(steps);
  switch (kind) {
    case "generate":
      return { name, kind, sections: EMPTY_SECTIONS, outputs: [] };
    case "examples": {
      const nothing = { datasetId: "", given: [], answers: [], rowNumbers: [], collectionId: "", query: "" };
      return { name, kind, ...nothing, pick: "fixed" };
    }
    case "retrieve":
      return { name, kind, collectionId: "", query: "" };
    case "look-up":
      return { name, kind, by: "key", query: "" };
    case "http":
      return { name, kind, toolId: "", inputs: {} };
    case "picture":
      return { name, kind, source: "", operations: [], field: freeField(steps) };
    case "edit-picture":
      return {
        ...{ name, kind, source: "", field: freeField(steps), task: "edit", prompt: "" },
        ...{ mayChange: "all", size: "source", count: 1, factor: 2 },
      };
  }
}

function freeName(steps: readonly TemplateStep[]): string {
  for (let number = steps.length + 1; ; number++) {
    const name = `step_${number}`;
    if (!steps.some((step) => step.name === name)) return name;
  }
}
