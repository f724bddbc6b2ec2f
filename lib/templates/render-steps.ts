import type { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { askedValue } from "./asked-value.ts";
import { usualChars } from "./assume-output-tokens.ts";
import { stepFieldsUsed } from "./check-section.ts";
import { clausesOf, holds } from "./condition.ts";
import type { AskedInLanguage } from "./in-language.ts";
import type { ExamplesWork } from "./read-examples.ts";
import type { LookUpWork } from "./read-products.ts";
import { renderPrompt } from "./render-prompt.ts";
import type { RenderedPrompt, RenderTask } from "./render-within.ts";
import { type RenderedWork, renderWork, type Work } from "./render-work.ts";
import { belowWith, rowTerms } from "./row-terms.ts";
import { SECTIONS } from "./section.ts";
import { USUAL_LIMIT } from "./step-fields.ts";
import {
  givesOutput,
  givesPicture,
  isDrawing,
  isGenerating,
  outputsOfStep,
  sourceOf,
  templateOfStep,
} from "./steps.ts";
import type { GenerateStep, OutputField, RetrieveStep, TemplateBody, TemplateStep } from "./template.ts";

/** What one step of a template sends for a row, or does for it where it asks no model. */
export interface StepPrompt {
  name: string;
  kind: TemplateStep["kind"];
  /** The model it asks in place of its run's. */
  modelId: string | undefined;
  outputs: OutputField[];
  /** `null` where its condition leaves it out for this row. */
  rendered: RenderedPrompt | RenderedWork | null;
  /** What a look-up found, and what rows are shown as examples; `null` for any other step. */
  found: Record<string, unknown> | null;
}

/** The text that stands for what a field will say, at `<step>.<field>`. */
export type StandIn = (field: OutputField, path: string) => string;

/** Names the field. */
export const namedStandIn: StandIn = (_, path) => `[${path}]`;

const FILLER = "A text about as long as what is written there, one word after the other. ";

/** As long as what is usually written. */
export const longStandIn: StandIn = (field) => {
  const chars = usualChars(field);
  return FILLER.repeat(Math.ceil(chars / FILLER.length)).slice(0, chars);
};

/** What steps are rendered with. */
export interface RenderWays {
  terms: GlossaryMatcher | null;
  standIn: StandIn;
  /** Reads the catalogue; without it a stand-in is shown for what a look-up would find. */
  lookUp?: ((work: LookUpWork) => Promise<Record<string, unknown>>) | undefined;
  /** Reads the rows that examples are taken from, or others as long as they; without it a stand-in is shown. */
  examples?: ((work: ExamplesWork) => Promise<Record<string, unknown> | null>) | undefined;
}

type Written = Record<string, Record<string, unknown>>;

/**
 * What the steps of a template send for a row, in their order; one for a template of one prompt. What earlier steps write
 * is not known yet: `standIn` stands for it, and a condition on it holds. No tool is called.
 */
export async function renderSteps(
  body: TemplateBody & AskedInLanguage,
  row: RenderTask["row"],
  language: string,
  ways: RenderWays,
): Promise<StepPrompt[]> {
  const below = belowWith(rowTerms(ways.terms, body, row, language));
  if (body.steps.length === 0) {
    const rendered = await renderPrompt(body, row, language, { below });
    const ofAll = { name: "output", kind: "generate" as const, outputs: body.outputs };
    return [{ ...ofAll, modelId: body.askedModelId, rendered, found: null }];
  }
  const prompts: StepPrompt[] = [];
  const written: Written = {};
  const pictures = new Map<string, PictureWork>();
  const open = body.steps.filter((step) => !givesOutput(step)).map(({ name }) => name);
  for (const [place, step] of body.steps.entries()) {
    const { name, kind, when } = step;
    const isKnown = when && clausesOf(when).clauses.every(({ input }) => isKnownBefore(input, prompts));
    const asked = { inputs: body.inputs, row, language, steps: written };
    const isLeftOut = isKnown && !holds(when, (input) => askedValue(asked, input));
    const steps = { ...written };
    const outputs = outputsOfStep(step);
    const modelId = isGenerating(step) || isDrawing(step) ? step.modelId : undefined;
    if (isGenerating(step)) {
      const more = { steps, open, below };
      const prompt = isLeftOut ? null : await renderPrompt(templateOfStep(body, step), row, language, more);
      prompts.push({ name, kind, modelId, outputs, rendered: prompt, found: null });
      written[name] = Object.fromEntries(
        outputs.map((field) => [
          field.name,
          isLeftOut ? null : standInFor(field, `${name}.${field.name}`, ways.standIn),
        ]),
      );
      continue;
    }
    const source = { row, language, steps, open };
    const work = isLeftOut
      ? null
      : (afterPicture(step, pictures) ?? (await renderWork(step, body.inputs, source)));
    if (work?.kind === "work" && work.work.kind === "picture") pictures.set(name, work.work);
    const found = await foundBy(work, ways);
    prompts.push({ name, kind, modelId, outputs, rendered: work, found });
    if (isLeftOut) written[name] = {};
    else if (step.kind === "retrieve") written[name] = passagesFor(step, ways.standIn);
    else if (givesPicture(step)) written[name] = standInOf(outputs, name, ways.standIn);
    else written[name] = found ?? standInsRead(body.steps.slice(place + 1), name, ways.standIn);
  }
  return prompts;
}

type PictureWork = Extract<Work, { kind: "picture" }>;

// A picture that an earlier step will have made is shown as what that one does to its own, and this one to it.
function afterPicture(
  step: Exclude<TemplateStep, GenerateStep>,
  pictures: ReadonlyMap<string, PictureWork>,
): RenderedWork | null {
  if (step.kind !== "picture" || !step.source.startsWith("steps.")) return null;
  const before = pictures.get(sourceOf(step.source.slice("steps.".length)).step);
  const operations = operationsSchema.safeParse([...(before?.operations ?? []), ...step.operations]);
  const source = before && operations.success ? before.source : "";
  const made = { source, operations: operations.data ?? [], field: step.field };
  return { kind: "work", work: { kind: "picture", ...made } };
}

/** What stands for the passages that a step will find: as many as it may, each as long as a text usually is. */
function passagesFor({ name, limit = USUAL_LIMIT }: RetrieveStep, standIn: StandIn): Record<string, unknown> {
  const part = (field: string) =>
    standIn({ name: field, type: "text", description: "", required: true }, `${name}.passages.${field}`);
  const passage = { text: part("text"), document: "document", section: "section" };
  return { passages: Array.from({ length: limit }, () => passage) };
}

// What a model or a tool will say is not known yet; what the catalogue says is.
function isKnownBefore(input: string, before: readonly StepPrompt[]): boolean {
  if (!input.startsWith("steps.")) return true;
  const { step } = sourceOf(input.slice("steps.".length));
  return before.some(({ name, rendered, found }) => name === step && (found !== null || rendered === null));
}

async function foundBy(rendered: RenderedWork | null, { lookUp, examples }: RenderWays) {
  if (rendered?.kind !== "work") return null;
  if (rendered.work.kind === "look-up" && lookUp) return lookUp(rendered.work);
  return rendered.work.kind === "examples" && examples ? examples(rendered.work) : null;
}

/** What later steps read of one whose fields are not known before it has run. */
function standInsRead(
  later: readonly TemplateStep[],
  name: string,
  standIn: StandIn,
): Record<string, unknown> {
  const texts = later.flatMap(textsThatRead);
  const record: Record<string, unknown> = {};
  for (const path of texts.flatMap((text) => stepFieldsUsed(text, name))) {
    const field = { name: path.at(-1) ?? "", type: "text", description: "", required: true } as const;
    putAt(record, path, standIn(field, `${name}.${path.join(".")}`));
  }
  return record;
}

/** The texts of a step that may read earlier ones. */
function textsThatRead(step: TemplateStep): string[] {
  switch (step.kind) {
    case "generate":
      return SECTIONS.map((section) => step.sections[section]);
    case "examples":
    case "retrieve":
      return [step.query];
    case "look-up":
      return [step.query, step.except ?? ""];
    case "http":
      return Object.values(step.inputs).map((source) => `{{ ${source} }}`);
    case "picture":
      return [`{{ ${step.source} }}`];
    case "edit-picture":
      return [`{{ ${step.source} }}`, step.prompt, step.avoid ?? ""];
  }
}

function putAt(record: Record<string, unknown>, [first, ...rest]: readonly string[], text: string): void {
  if (first === undefined) return;
  if (rest.length === 0) {
    record[first] ??= text;
    return;
  }
  const known = record[first];
  const below = typeof known === "object" && known !== null ? (known as Record<string, unknown>) : {};
  record[first] = below;
  putAt(below, rest, text);
}

function standInFor(field: OutputField, path: string, standIn: StandIn): unknown {
  switch (field.type) {
    case "text":
      return standIn(field, path);
    case "number":
      return field.minimum ?? 1;
    case "picture":
      return standIn(field, path);
    case "choice":
      return field.choices?.[0] ?? standIn(field, path);
    case "object":
      return standInOf(field.fields ?? [], path, standIn);
    case "list":
      return [field.fields?.length ? standInOf(field.fields, path, standIn) : standIn(field, path)];
  }
}

function standInOf(fields: OutputField[], path: string, standIn: StandIn): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => [field.name, standInFor(field, `${path}.${field.name}`, standIn)]),
  );
}
