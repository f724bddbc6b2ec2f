import { SECTIONS } from "./section.ts";
import { isGenerating } from "./steps.ts";
import type { TemplateBody, TemplateStep } from "./template.ts";

/** One part of a template that differs between two of its versions. */
export interface Change {
  /**
   * `sections.role`, `inputs.brand`, `outputs.title`, `steps.facts.sections.role`, `steps.order`, `result`, `rules`,
   * `snippets.brand voice`, `languages`, `glossaryIds`, `memory`, `checks`, `evaluators`.
   */
  path: string;
  /** `undefined` where it was not there. */
  before: unknown;
  after: unknown;
}

/** What differs between two versions, part by part, in the order of the editor; renamed parts went and came. */
export function changesBetween(before: TemplateBody, after: TemplateBody): Change[] {
  const sections = SECTIONS.map((section) => ({
    path: `sections.${section}`,
    before: before.sections[section],
    after: after.sections[section],
  }));
  const named = (["inputs", "outputs"] as const).flatMap((list) => {
    const names = new Set([...before[list], ...after[list]].map(({ name }) => name));
    const find = (body: TemplateBody, name: string): unknown =>
      (body[list] as { name: string }[]).find((part) => part.name === name);
    return [
      ...[...names].map((name) => ({
        path: `${list}.${name}`,
        before: find(before, name),
        after: find(after, name),
      })),
      { path: `${list}.order`, ...orders(before[list], after[list]) },
    ];
  });
  const steps = stepsApart(before, after);
  const languages = { path: "languages", before: before.languages, after: after.languages };
  const checks = { path: "checks", before: before.checks, after: after.checks };
  const evaluators = { path: "evaluators", before: before.evaluators, after: after.evaluators };
  const rules = { path: "rules", before: before.rules, after: after.rules };
  const overrides = {
    path: "languageOverrides",
    before: before.languageOverrides,
    after: after.languageOverrides,
  };
  const memory = { path: "memory", before: before.memory, after: after.memory };
  const glossaries = { path: "glossaryIds", before: before.glossaryIds, after: after.glossaryIds };
  return [
    ...sections,
    rules,
    ...snippets(before, after),
    ...named,
    ...steps,
    languages,
    overrides,
    glossaries,
    memory,
    checks,
    evaluators,
  ].filter((change) => !isSame(change.before, change.after));
}

// Of a step both have, part by part; one that came or went is a change of its own.
function stepsApart(before: TemplateBody, after: TemplateBody): Change[] {
  const names = new Set([...before.steps, ...after.steps].map(({ name }) => name));
  const apart = [...names].flatMap((name): Change[] => {
    const [one, other] = [before, after].map(({ steps }) => steps.find((step) => step.name === name));
    const path = `steps.${name}`;
    if (!one || !other) return [{ path, before: one, after: other }];
    // Nothing that one kind of step says has a counterpart in another.
    if (one.kind !== other.kind) return [{ path: `${path}.kind`, before: one, after: other }];
    const sections = SECTIONS.map((section) => ({
      path: `${path}.sections.${section}`,
      before: sectionOf(one, section),
      after: sectionOf(other, section),
    }));
    const parts = STEP_PARTS.map((part) => ({
      path: `${path}.${part}`,
      before: partOf(one, part),
      after: partOf(other, part),
    }));
    return [...sections, ...parts];
  });
  return [
    ...apart,
    { path: "steps.order", ...orders(before.steps, after.steps) },
    { path: "result", before: before.result, after: after.result },
  ];
}

// Those of every kind; one that a step's kind does not know is the same in both.
const STEP_PARTS = [
  ...(["when", "outputs", "modelId", "parameters", "tools"] as const),
  ...(["by", "query", "limit", "except", "toolId", "inputs"] as const),
] as const;

function partOf(step: TemplateStep, part: (typeof STEP_PARTS)[number]): unknown {
  return (step as Partial<Record<typeof part, unknown>>)[part];
}

function sectionOf(step: TemplateStep, section: (typeof SECTIONS)[number]): string | undefined {
  return isGenerating(step) ? step.sections[section] : undefined;
}

// A name that only one of them uses is told by the text that names it; what it stands for is told all the same.
function snippets(before: TemplateBody, after: TemplateBody): Change[] {
  const names = new Set([...before.snippets, ...after.snippets].map(({ name }) => name));
  const textIn = (body: TemplateBody, name: string) => {
    const found = body.snippets.find((snippet) => snippet.name === name);
    return found && { version: found.version, text: found.text };
  };
  return [...names].map((name) => ({
    path: `snippets.${name}`,
    before: textIn(before, name),
    after: textIn(after, name),
  }));
}

// The order of the names both have; names that came or went are changes of their own.
function orders(
  before: { name: string }[],
  after: { name: string }[],
): { before: string[]; after: string[] } {
  const names = before.map(({ name }) => name);
  const later = after.map(({ name }) => name);
  return {
    before: names.filter((name) => later.includes(name)),
    after: later.filter((name) => names.includes(name)),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

// The database keeps keys of a JSON object in an order of its own.
function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      part && typeof part === "object" && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ""
  );
}
