import type { DrawingWish } from "#lib/images/drawing/drawing-wish.ts";
import { type Operation, operationsSchema } from "#lib/images/operations/operation.ts";
import { cutText } from "#lib/storable-text.ts";
import { askedValue } from "./asked-value.ts";
import { picturesIn, textFor } from "./input-value.ts";
import { printed } from "./printed.ts";
import { renderPrompt } from "./render-prompt.ts";
import type { RenderTask, UnrenderedPrompt } from "./render-within.ts";
import { EMPTY_SECTIONS, type Sections } from "./section.ts";
import { USUAL_EXAMPLES, USUAL_LIMIT } from "./step-fields.ts";
import {
  type EditPictureStep,
  type ExamplesStep,
  type HttpStep,
  type InputColumn,
  type LookUpStep,
  type PictureStep,
  type RetrieveStep,
  USUAL_EXAMPLE_TOKENS,
} from "./template.ts";

/** What a step that asks no model is to do for one row. */
export type Work =
  | { kind: "retrieve"; collectionId: string; query: string; limit: number }
  | ExamplesWork
  | { kind: "look-up"; by: string; query: string; limit: number; except: string }
  /** `inputs`: texts, of those that the row or an earlier step has a value for. */
  | { kind: "http"; toolId: string; inputs: Record<string, string> }
  /**
   * `source`: an address or the id of an asset, "" where the row has none; `others`: ids of other candidates beside it, of
   * which the same is to be made; `field`: what the picture is called.
   */
  | { kind: "picture"; source: string; others?: readonly string[]; operations: Operation[]; field: string }
  | DrawingWork;

/** What rows of a dataset are to be examples. */
type ExamplesWork = {
  kind: "examples";
  datasetId: string;
  given: string[];
  answers: string[];
  maxTokens: number;
  /** The row that they are for: it is no example of itself. */
  own: Readonly<Record<string, string>>;
} & (
  | { pick: "fixed"; rowNumbers: number[] }
  | { pick: "nearest"; collectionId: string; query: string; limit: number }
);

/** What a step has a model draw: it is paid for, by whoever does it. */
export interface DrawingWork {
  kind: "draw";
  /** As of a picture. */
  source: string;
  field: string;
  modelId: string;
  wish: DrawingWish;
  /** How many candidates are wanted. */
  count: number;
  seed: number | undefined;
}

export type RenderedWork = { kind: "work"; work: Work } | UnrenderedPrompt;

/** What work reads: the row, and what earlier steps gave. */
export type WorkSource = Pick<RenderTask, "row" | "language" | "steps" | "open">;

/** What a step is to do for a row; or why nothing can be done for it, as for a prompt. */
export async function renderWork(
  step:
    | ExamplesStep
    | Pick<RetrieveStep, "kind" | "collectionId" | "query" | "limit">
    | Pick<LookUpStep, "kind" | "by" | "query" | "limit" | "except">
    | Pick<HttpStep, "kind" | "toolId" | "inputs">
    | Pick<PictureStep, "kind" | "source" | "operations" | "field">
    | EditPictureStep,
  inputs: InputColumn[],
  source: WorkSource,
): Promise<RenderedWork> {
  switch (step.kind) {
    case "examples":
      return renderExamples(step, inputs, source);
    case "retrieve":
      return renderRetrieval(step, inputs, source);
    case "look-up":
      return renderLookUp(step, inputs, source);
    case "http":
      return renderHttp(step, inputs, source);
    case "picture":
      return renderPicture(step, inputs, source);
    case "edit-picture":
      return renderDrawing(step, inputs, source);
  }
}

async function renderExamples(
  { datasetId, answers, pick, maxTokens = USUAL_EXAMPLE_TOKENS, ...step }: ExamplesStep,
  inputs: InputColumn[],
  source: WorkSource,
): Promise<RenderedWork> {
  const missing = missingInput(inputs, source.row);
  if (missing) return missing;
  const shown = inputs.filter(({ type }) => type !== "picture").map(({ name }) => name);
  const given = step.given.length > 0 ? step.given : shown.filter((name) => !answers.includes(name));
  const examples = {
    kind: "examples",
    datasetId,
    given,
    answers,
    maxTokens,
    own: source.row,
  } as const;
  if (pick === "fixed") return { kind: "work", work: { ...examples, pick, rowNumbers: step.rowNumbers } };
  const query = await renderText(step.query, inputs, source);
  if (typeof query !== "string") return query;
  const { collectionId, limit = USUAL_EXAMPLES } = step;
  return { kind: "work", work: { ...examples, pick, collectionId, query, limit } };
}

async function renderRetrieval(
  { collectionId, query, limit = USUAL_LIMIT }: Pick<RetrieveStep, "collectionId" | "query" | "limit">,
  inputs: InputColumn[],
  source: WorkSource,
): Promise<RenderedWork> {
  const asked = await renderText(query, inputs, source);
  if (typeof asked !== "string") return asked;
  return { kind: "work", work: { kind: "retrieve", collectionId, query: asked, limit } };
}

async function renderLookUp(
  { by, query, limit = USUAL_LIMIT, except = "" }: Pick<LookUpStep, "by" | "query" | "limit" | "except">,
  inputs: InputColumn[],
  source: WorkSource,
): Promise<RenderedWork> {
  const asked = await renderText(query, inputs, source);
  if (typeof asked !== "string") return asked;
  const left = except === "" ? "" : await renderText(except, inputs, source);
  if (typeof left !== "string") return left;
  return { kind: "work", work: { kind: "look-up", by, query: asked, limit, except: left } };
}

// One and the same for a text, so that what was learnt of it is found again.
const sectionsOf = new Map<string, Sections>();
const MOST_KEPT = 500;

async function renderText(
  text: string,
  inputs: InputColumn[],
  { row, language, steps, open }: WorkSource,
): Promise<string | UnrenderedPrompt> {
  const sections = sectionsOf.get(text) ?? { ...EMPTY_SECTIONS, instruction: text };
  if (sectionsOf.size >= MOST_KEPT) sectionsOf.clear();
  sectionsOf.set(text, sections);
  const rendered = await renderPrompt({ sections, inputs, rules: [] }, row, language, {
    ...(steps && { steps, open }),
  });
  if (rendered.kind === "prompt") return rendered.messages[0]?.content ?? "";
  const isBlank = rendered.kind === "broken" && rendered.problem.code === "template_prompt_empty";
  return isBlank ? "" : rendered;
}

function renderHttp(
  { toolId, inputs: bound }: Pick<HttpStep, "toolId" | "inputs">,
  inputs: InputColumn[],
  { row, language, steps }: WorkSource,
): RenderedWork {
  const missing = missingInput(inputs, row);
  if (missing) return missing;
  const asked = { inputs, row, language, steps };
  const values = Object.entries(bound).flatMap(([property, source]) => {
    const text = source === "" ? "" : printed(askedValue(asked, source));
    return text === "" ? [] : [[property, text] as const];
  });
  return { kind: "work", work: { kind: "http", toolId, inputs: Object.fromEntries(values) } };
}

async function renderDrawing(
  { modelId = "", task, mayChange, size, quality, strength, factor, ...step }: EditPictureStep,
  inputs: InputColumn[],
  from: WorkSource,
): Promise<RenderedWork> {
  const { source, field } = step;
  const shown = renderPicture({ source, field, operations: [] }, inputs, from);
  if (shown.kind !== "work" || shown.work.kind !== "picture") return shown;
  const drawn = { kind: "draw", source: shown.work.source, field, modelId } as const;
  if (task === "enlarge")
    return { kind: "work", work: { ...drawn, wish: { task, factor }, count: 1, seed: undefined } };
  const prompt = await renderText(step.prompt, inputs, from);
  if (typeof prompt !== "string") return prompt;
  const avoid = step.avoid ? await renderText(step.avoid, inputs, from) : "";
  if (typeof avoid !== "string") return avoid;
  const wish: DrawingWish = {
    ...{ task, prompt, avoid, mayChange, size },
    ...(quality !== undefined && { quality }),
    ...(strength !== undefined && { strength }),
  };
  return { kind: "work", work: { ...drawn, wish, count: step.count, seed: step.seed } };
}

function renderPicture(
  { source, operations, field }: Pick<PictureStep, "source" | "operations" | "field">,
  inputs: InputColumn[],
  { row, language, steps }: WorkSource,
): RenderedWork {
  const missing = missingInput(inputs, row);
  if (missing) return missing;
  const input = inputs.find(({ name }) => name === source);
  const written = input
    ? (textFor(input, row) ?? "")
    : printed(askedValue({ inputs, row, language, steps }, source));
  const [first = ""] = written === "" ? [] : (picturesIn(written) ?? [null]);
  if (first === null)
    return { kind: "unreadable", input: source, value: cutText(written, 200), needs: "picture" };
  // Of a published version they were checked; what is wrong with a draft's is told at its place.
  const checked = operationsSchema.safeParse(operations);
  const isMade = checked.success || operations.length === 0;
  const work = { source: isMade ? first : "", operations: checked.data ?? [], field };
  return { kind: "work", work: { kind: "picture", ...work } };
}

function missingInput(inputs: InputColumn[], row: WorkSource["row"]): UnrenderedPrompt | null {
  const missing = inputs.find((input) => input.required && textFor(input, row) === undefined);
  return missing ? { kind: missing.onMissing === "skip" ? "skipped" : "blocked", input: missing.name } : null;
}
