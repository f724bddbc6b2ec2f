import type { Db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import type { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { FULL_CAPABILITIES } from "#lib/models/capabilities.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import { countPrompt } from "#lib/models/endpoints/bound-chat.ts";
import { boundPicture } from "#lib/models/endpoints/pictures/bound-picture.ts";
import type { PictureRequest } from "#lib/models/endpoints/pictures/picture-request.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import type { JudgeSpec } from "#lib/templates/evaluator-spec.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { maxOutputTokensOf } from "#lib/templates/max-output-tokens.ts";
import type { AskedIn } from "#lib/templates/model-checks.ts";
import { readsFor } from "#lib/templates/reads-for.ts";
import { longStandIn, renderSteps, type StepPrompt } from "#lib/templates/render-steps.ts";
import type { DrawingWork } from "#lib/templates/render-work.ts";
import { type StepTools, stepTools } from "#lib/templates/step-tools.ts";
import { asksModel, isGenerating, stepNamesOf } from "#lib/templates/steps.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { judgingCalls, standInOutput } from "./judging-calls.ts";
import { limitsIn } from "./limits-in.ts";
import { type CostPreview, previewRough, type RoughCall } from "./preview-cost.ts";
import { randomRowNumbers } from "./random-row-numbers.ts";

const LOOKED_AT_ROWS = 40;
const FIXED_SEED = 1;

export interface RoughQuestion {
  dataset: { id: string; rowCount: number };
  languages: readonly string[];
  /** Rows the run will have; those of the dataset when absent. */
  rowCount?: number;
  /** Whether judges are asked that only trials ask; not by default. */
  askedIn?: AskedIn;
}

/** A template version with whom it asks. */
export interface RoughVersion {
  version: TemplateBody;
  model: CallableModel;
  /** Those that steps of a chain ask in place of `model`, by their id. */
  stepModels: ReadonlyMap<string, CallableModel>;
  terms: GlossaryMatcher | null;
  /** Who judges its outputs besides its own judges. */
  judges?: readonly JudgeSpec[];
}

/**
 * The rough cost of a run before any trial: the prompts of some rows, the same each time, rendered and tokenised, with what
 * models are asked about the outputs. `null` for a dataset without rows.
 */
export async function previewRoughCost(
  tx: Db,
  version: RoughVersion,
  question: RoughQuestion,
): Promise<CostPreview | null> {
  const items = await roughItems(tx, version, question);
  const calls = items.map(({ writing, judging }) => [...writing, ...judging]);
  const preview = previewOf(calls, version, question);
  const asksAny = asksModel(version.version) || calls.some((ofItem) => ofItem.length > 0);
  return preview && !asksAny ? ofPicturesAlone(preview, version.version) : preview;
}

/** The same of what models are asked about the outputs alone; `null` where they are asked nothing. */
export async function previewJudgingCost(
  tx: Db,
  version: RoughVersion,
  question: RoughQuestion,
): Promise<CostPreview | null> {
  const items = await roughItems(tx, version, question);
  if (items.every(({ judging }) => judging.length === 0)) return null;
  return previewOf(
    items.map(({ judging }) => judging),
    version,
    question,
  );
}

function previewOf(
  items: readonly RoughCall[][],
  asked: RoughVersion,
  { dataset, languages, rowCount = dataset.rowCount }: RoughQuestion,
): CostPreview | null {
  return previewRough(items, {
    rowCount,
    languages: languages.length,
    currency: asked.model.price.currency,
    limits: asked.model.limits,
    limitsIn: limitsIn(asked),
    stepNames: stepNamesOf(asked.version),
  });
}

/** The calls of some items: those that write, and those about what is written. */
async function roughItems(
  tx: Db,
  { version, model, stepModels, terms, judges = [] }: RoughVersion,
  { dataset, languages, askedIn = "batch" }: RoughQuestion,
): Promise<{ writing: RoughCall[]; judging: RoughCall[] }[]> {
  const rowNumbers = randomRowNumbers(dataset.rowCount, LOOKED_AT_ROWS, seededRandom(FIXED_SEED));
  const rows = await readRowsByNumber(tx, dataset.id, rowNumbers);
  const modelOf = (id: string | undefined) => (id === undefined ? model : (stepModels.get(id) ?? model));
  const judged = { ...version, evaluators: [...version.evaluators, ...judges] };
  const items: { writing: RoughCall[]; judging: RoughCall[] }[] = [];
  for (const { values } of rows) {
    for (const language of languages) {
      const template = inLanguage(version, language);
      const ways = { terms, standIn: longStandIn, ...readsFor(tx) };
      const prompts = await renderSteps(template, values, language, ways);
      const writing = callsOf(prompts, template, modelOf).map((call) => ({ ...call, language }));
      const isMade = prompts.filter(isAsking).every(({ rendered }) => isSent(rendered));
      const made = { source: values, language, output: standInOutput(template) };
      const judging = isMade ? judgingCalls(judged, askedIn, made, modelOf) : [];
      items.push({ writing, judging: judging.map((call) => ({ ...call, language })) });
      // Nobody waits for forty renderings that had to be ended.
      if (prompts.some(isTooHeavy)) return items;
    }
  }
  return items;
}

/** What a picture takes, in seconds: the least and the most that is usual, fetching it included. */
const PICTURE_SECONDS = { low: 0.2, high: 2 };

// Nothing is asked and nothing skipped; how long it takes is known of pictures in general.
function ofPicturesAlone(preview: CostPreview, { steps }: Pick<TemplateBody, "steps">): CostPreview {
  const lasts = (seconds: number) =>
    Math.ceil((preview.items * steps.length * seconds) / Math.max(1, preview.pace.limit));
  return {
    ...preview,
    durationSeconds: { low: lasts(PICTURE_SECONDS.low), high: lasts(PICTURE_SECONDS.high) },
    shares: { ...preview.shares, skipped: 0 },
  };
}

// An item goes as far as its steps can be asked: one of which nothing can be sent takes nothing of those after it.
function callsOf(
  prompts: readonly StepPrompt[],
  { steps }: Pick<TemplateBody, "steps">,
  modelOf: (id: string | undefined) => CallableModel,
): RoughCall[] {
  const calls: RoughCall[] = [];
  for (const [place, { rendered, outputs, modelId }] of prompts.entries()) {
    if (rendered === null) continue;
    if (rendered.kind === "work") {
      if (rendered.work.kind === "draw")
        calls.push({ ...drawingCall(rendered.work, modelOf(modelId)), step: place });
      continue;
    }
    if (rendered.kind !== "prompt") break;
    const step = steps[place];
    const tools = step && isGenerating(step) ? stepTools(step.tools) : undefined;
    const { name, price } = modelOf(modelId);
    const offered = tools ? countPrompt(name, { ...tools, messages: [] }, FULL_CAPABILITIES) : 0;
    const call = {
      step: place,
      inputTokens: countMessageTokens(rendered.messages, name) + offered,
      maxOutputTokens: maxOutputTokensOf(outputs),
      costOf: (inputTokens: number, outputTokens: number) =>
        costOf(meterOf({ inputTokens, outputTokens }), price),
    };
    calls.push(...(tools ? callingCalls(call, tools) : []), call);
  }
  return calls;
}

/** What a model writes to call a tool, and what it is told, in tokens: as is usual. */
const TOKENS_OF_CALL = 60;
const TOKENS_OF_RESULT = 400;

/** The calls that a model may ask for results with before it answers: half of them are expected, all at the high end. */
function callingCalls(call: RoughCall, { limit }: StepTools): RoughCall[] {
  return Array.from({ length: limit }, (_, round) => ({
    ...call,
    inputTokens: call.inputTokens + (round + 1) * (TOKENS_OF_CALL + TOKENS_OF_RESULT),
    maxOutputTokens: TOKENS_OF_CALL * 2,
    countsFrom: round < limit / 2 ? "expected" : "high",
  }));
}

function isSent(rendered: StepPrompt["rendered"]): boolean {
  return rendered?.kind === "prompt" || rendered?.kind === "work";
}

function isAsking({ rendered }: StepPrompt): boolean {
  return rendered !== null && (rendered.kind !== "work" || rendered.work.kind === "draw");
}

/** A picture as OpenAI's are by default; what it looks like does not count. */
const USUAL_SIZE = "1024x1024";
const ANY_PICTURE = { bytes: new Uint8Array(), mediaType: "image/png" };

// Pictures are as dear as their price and size, whatever stands on them: the most that they may cost.
function drawingCall({ wish, count }: DrawingWork, model: CallableModel): RoughCall {
  const request: PictureRequest =
    wish.task === "enlarge"
      ? { task: "enlarge", image: ANY_PICTURE, factor: wish.factor }
      : {
          ...{ task: "draw", prompt: wish.prompt, count, images: [ANY_PICTURE] },
          size: wish.size === "source" ? USUAL_SIZE : wish.size,
          ...(wish.quality && { quality: wish.quality }),
        };
  const { amount, counted } = boundPicture(model, request);
  return { inputTokens: counted, maxOutputTokens: 0, costOf: () => amount };
}

function isTooHeavy({ rendered }: StepPrompt): boolean {
  return rendered?.kind === "broken" && rendered.problem.code === "template_too_heavy";
}
