import { roundText } from "#lib/calls/kept-answer.ts";
import type { Failure } from "#lib/failure.ts";
import type {
  AnsweredCall,
  AnsweredFunctionCall,
  ChatMessage,
  FunctionCall,
} from "#lib/models/endpoints/call-outcome.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import { findJson } from "#lib/templates/find-json.ts";
import type { Work } from "#lib/templates/render-work.ts";
import { USUAL_LIMIT } from "#lib/templates/step-fields.ts";
import type { StepTool, StepTools } from "#lib/templates/step-tools.ts";
import { keepDigits } from "#lib/tools/read-answer.ts";
import { fitInputs } from "#lib/tools/write-request.ts";
import { LONGEST_RESULT } from "./longest-result.ts";

/** An answer of a step's model that asked for results, and what it was told. */
export interface ToolRound {
  /** The ledger's entry of the call that gave it. */
  entryId?: string | undefined;
  /** What it said and reasoned beside its calls. */
  said: string;
  reasoning?: string | undefined;
  calls: RoundCall[];
  /** It was the second model's. */
  fallback?: true;
}

/** A call of a tool; one without a result is still to be made. */
export interface RoundCall extends FunctionCall {
  result?: string | undefined;
}

/** Calls of one round that are made; what is more is told so. */
export const MOST_CALLS_AT_ONCE = 8;
/** What a model is told of all results of a step together, in characters. */
export const MOST_OF_RESULTS = 40_000;

type Called = AnsweredCall & { calls: FunctionCall[] };

/** Whether an answer asks for results. */
export function isCalling(outcome: AnsweredCall): outcome is Called {
  return outcome.calls !== undefined && outcome.calls.length > 0;
}

/** Whether an answer that ended at its limit broke off within a call. */
export function isBrokenOff({ finishReason, calls }: Called): boolean {
  return finishReason === "length" && readArguments(calls.at(-1)?.arguments ?? "") === null;
}

/**
 * The round that an answer begins: what is to be made of its calls, and what is told at once of those that cannot be made.
 * @param rounds those before it, whose ids are taken.
 */
export function beginRound(
  tools: StepTools,
  rounds: readonly ToolRound[],
  { text, calls, reasoning }: Called,
  { entryId, fallback }: { entryId: string | undefined; fallback: boolean },
): ToolRound {
  const taken = new Set(rounds.flatMap((round) => round.calls.map(({ id }) => id)));
  const made = calls.map((call, place): RoundCall => {
    const read = readCall(tools, call);
    const id = freeId(call.id, taken, rounds.length, place);
    taken.add(id);
    const named = { ...call, id, name: read.tool?.name ?? call.name };
    if (read.kind === "work" && place < MOST_CALLS_AT_ONCE) return named;
    const error = read.kind === "work" ? TOO_MANY : read.error;
    return { ...named, result: errorText(error) };
  });
  return {
    ...(entryId !== undefined && { entryId }),
    ...{ said: text, calls: made },
    ...(reasoning && { reasoning }),
    ...(fallback && { fallback }),
  };
}

/** The call of a tool that is to be made next; `null` where all have their results. */
export function openCall(rounds: readonly ToolRound[]): RoundCall | null {
  return rounds.at(-1)?.calls.find(({ result }) => result === undefined) ?? null;
}

/**
 * The answer that began a round, as it is kept once more when all its calls have come to something; `null` while one has
 * not, and where it has no entry.
 */
export function toldRound(round: ToolRound | undefined): { entryId: string; text: string } | null {
  if (!round?.entryId || openCall([round]) !== null) return null;
  return { entryId: round.entryId, text: roundText(round) };
}

/** What the call of a tool that is to be made next asks for. @throws RangeError where none is. */
export function workOfCall(tools: StepTools, rounds: readonly ToolRound[]): Work {
  const call = openCall(rounds);
  const read = call && readCall(tools, call);
  if (read?.kind !== "work") throw new RangeError("No call of a tool is to be made.");
  return read.work;
}

/** The rounds with the result of the call that was to be made next. */
export function withResult(
  rounds: readonly ToolRound[],
  outcome: { value: Record<string, unknown> } | { failure: Failure },
): ToolRound[] {
  const call = openCall(rounds);
  const told = rounds
    .flatMap((round) => round.calls)
    .reduce((sum, one) => sum + (one.result?.length ?? 0), 0);
  const whole = "value" in outcome ? valueText(outcome.value) : errorText(failureText(outcome.failure));
  const result = cutResult(whole, Math.min(LONGEST_RESULT, Math.max(0, MOST_OF_RESULTS - told)));
  return rounds.map((round, place) =>
    place < rounds.length - 1
      ? round
      : { ...round, calls: round.calls.map((one) => (one === call ? { ...one, result } : one)) },
  );
}

const ANSWER_NOW = "\n\n[No more results can be asked for. Answer now.]";

/** The rounds as messages behind the prompt. @param isFallback the second model is asked: what only the first understands is left out. */
export function messagesOf(
  { limit }: Pick<StepTools, "limit">,
  rounds: readonly ToolRound[],
  isFallback: boolean,
): ChatMessage[] {
  return rounds.map(({ said, calls, reasoning, fallback = false }, place) => {
    const isOwn = fallback === isFallback;
    const answered = calls.map(({ extra, arguments: written, result = "", ...call }, at) => {
      const isLast = place === limit - 1 && at === calls.length - 1;
      const sent: AnsweredFunctionCall = {
        ...call,
        // What is no JSON breaks the templates of some servers.
        arguments: JSON.stringify(readArguments(written) ?? {}),
        result: isLast ? result + ANSWER_NOW : result,
        ...(isOwn && extra && { extra }),
      };
      return sent;
    });
    const message: ChatMessage = { role: "assistant", content: said, calls: answered };
    return isOwn && reasoning ? { ...message, reasoning } : message;
  });
}

type ReadCall =
  | { kind: "work"; tool: StepTool; work: Work }
  | { kind: "unfit"; tool: StepTool | undefined; error: string };

const TOO_MANY = `At most ${MOST_CALLS_AT_ONCE} calls are made at once: this one was not.`;

function readCall({ offered }: StepTools, { name, arguments: written }: FunctionCall): ReadCall {
  const tool = toolNamed(offered, name);
  if (!tool) {
    const names = offered.map((one) => one.name).join(", ");
    return { kind: "unfit", tool, error: `There is no tool "${cutText(name, 100)}". There are: ${names}.` };
  }
  const unfit = (error: string): ReadCall => ({ kind: "unfit", tool, error });
  const read = readArguments(written);
  if (!read) return unfit("The arguments are not a JSON object. Call it again with valid JSON.");
  const texts = textsIn(tool, read);
  if ("unfit" in texts) return unfit(`${texts.unfit}: must be a text, a number, true or false.`);
  const fitted = fitInputs({ inputSchema: tool.schema, url: "" }, texts.texts);
  const told = (own: string) => [...tool.inputs].find(([, one]) => one === own)?.[0] ?? own;
  if (!fitted.ok)
    return unfit(
      fitted.problem === "missing"
        ? `${told(fitted.input)}: missing.`
        : `${told(fitted.input)}: "${cutText(fitted.value, 200)}" does not fit what the tool takes.`,
    );
  return { kind: "work", tool, work: workFor(tool, texts.texts) };
}

function workFor({ tool }: StepTool, texts: Record<string, string>): Work {
  if (tool.kind === "http") return { kind: "http", toolId: tool.toolId, inputs: texts };
  const { by, limit = USUAL_LIMIT } = tool;
  return { kind: "look-up", by, query: texts.key ?? texts.value ?? "", limit, except: "" };
}

/** The tool of a name as models write it: with its kind before it, in another case, with other strokes. */
function toolNamed(offered: readonly StepTool[], name: string): StepTool | undefined {
  const exact = offered.find((tool) => tool.name === name);
  if (exact) return exact;
  const alike = offered.filter((tool) => plain(tool.name) === plain(name.replace(/^.*[.:/]/, "")));
  return alike.length === 1 ? alike[0] : undefined;
}

function plain(name: string): string {
  return name
    .trim()
    .replace(/\(\s*\)$/, "")
    .toLowerCase()
    .replace(/[\s_-]+/g, "");
}

const WRAPPERS = new Set(["arguments", "parameters", "params", "input", "args", "kwargs"]);

function textsIn(
  { inputs }: StepTool,
  read: Record<string, unknown>,
): { texts: Record<string, string> } | { unfit: string } {
  const [only, ...others] = Object.keys(read);
  const inside = only !== undefined && others.length === 0 ? read[only] : undefined;
  const isWrapped = only !== undefined && WRAPPERS.has(only) && !inputs.has(only) && isRecord(inside);
  const given = isWrapped ? inside : read;
  const texts: Record<string, string> = {};
  for (const [told, own] of inputs) {
    const value = Object.hasOwn(given, told) ? given[told] : alike(given, told, inputs);
    if (value === undefined || value === null) continue;
    if (typeof value === "object") return { unfit: told };
    texts[own] = storableText(String(value));
  }
  return { texts };
}

// Named as it was meant: in another case, or with other strokes.
function alike(given: Record<string, unknown>, told: string, inputs: ReadonlyMap<string, string>): unknown {
  const found = Object.keys(given).filter((name) => !inputs.has(name) && plain(name) === plain(told));
  return found.length === 1 ? given[found[0] ?? ""] : undefined;
}

const STRAY = /^[\s"'`}\])>;,]*$/;

/**
 * The arguments of a call: a JSON object, whether it was written once or as a text of JSON; nothing at all is none of them.
 * What strays around it is overlooked; `null` for what is no object, or breaks off.
 */
function readArguments(written: string): Record<string, unknown> | null {
  const text = written.trim();
  if (text === "" || text === "null" || text === '""') return {};
  const parsed = parse(text);
  if (isRecord(parsed)) return parsed;
  if (typeof parsed === "string" && parsed.length < written.length) return readArguments(parsed);
  const found = parsed === undefined ? findJson(text) : null;
  if (found?.kind !== "found") return null;
  const [only, ...others] = found.candidates;
  const isAlone =
    only && others.length === 0 && STRAY.test(only.after) && /^[\s`]*(?:json)?\s*$/i.test(only.before);
  return isAlone && isRecord(only.value) ? only.value : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const USUAL_ID = /^[A-Za-z0-9_-]{1,64}$/;

// Nine letters and digits, which is what the strictest take; the model's own where it is unlike all others.
function freeId(id: string, taken: ReadonlySet<string>, round: number, place: number): string {
  if (USUAL_ID.test(id) && !taken.has(id)) return id;
  return `call${String(round).padStart(2, "0")}${String(place).padStart(3, "0")}`;
}

function valueText(value: Record<string, unknown>): string {
  const { result, ...others } = value;
  const isBare = typeof result === "string" && Object.keys(others).length === 0;
  return isBare ? result : JSON.stringify(value);
}

function failureText({ code, params = {} }: Failure): string {
  const told = Object.entries(params).filter(([, value]) => value !== "");
  return [code, ...told.map(([name, value]) => `${name}: ${value}`)].join("; ");
}

function errorText(error: string): string {
  return JSON.stringify({ error });
}

function cutResult(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${cutText(text, longest)}\n[The rest is left out: ${text.length - longest} characters.]`;
}
