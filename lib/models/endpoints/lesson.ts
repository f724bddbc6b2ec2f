import {
  type Capabilities,
  type Capability,
  type LeavableField,
  STRUCTURED_OUTPUTS,
} from "../capabilities.ts";
import type { ProviderKind } from "../provider.ts";
import type { Complaint } from "./complaint.ts";

/** What a request that was refused asked for. */
export interface AskedFor {
  kind: ProviderKind;
  hasSchema: boolean;
  hasPictures: boolean;
  /** Functions were offered, and the shape told in words alone. */
  hasFunctions: boolean;
  isStreamed: boolean;
  /** Parameters by their names on the wire. */
  parameters: readonly LeavableField[];
  /** The longest answer, in tokens. */
  longestAnswer: number;
}

/** That the model calls none, and not that one of them is worded wrongly. */
const NO_FUNCTIONS =
  /(?:tool|function)\w*(?:[ _-](?:calls?|calling|choice|use))?\b.{0,40}\b(?:not (?:supported|available|enabled|allowed|implemented)|unsupported|disabled|unavailable|not support)|(?:not|n't|no endpoints found that) support.{0,40}\b(?:tool|function)|unsupported (?:parameter|field|feature)\W{0,4}(?:tool|function)|auto\W{0,4}tool choice requires|enable-auto-tool-choice|不支持.{0,12}(?:工具|函数|tool|function)/i;

/** What a complaint is about, of what is to know of a model; `null` where it names nothing. */
export function capabilityOf({ about }: Complaint): Capability | null {
  switch (about) {
    case "field":
      return "leftOut";
    case "streamingOnly":
      return "streaming";
    case "anything":
      return null;
    default:
      return about;
  }
}

/** Shorter answers than this are not worth asking for: the prompt is too long rather than the answer. */
export const SHORTEST_ANSWER = 64;
// Where a limit is told without a figure, it is looked for by halves.
const HALF = 2;

/**
 * What a complaint changes of what is known of a model; `null` where it changes nothing, so that asking again would be
 * refused again. Pure.
 * @param known what the refused request was written by.
 */
export function lessonOf(
  known: Capabilities,
  complaint: Complaint,
  asked: AskedFor,
): Partial<Capabilities> | null {
  if (asked.hasFunctions && NO_FUNCTIONS.test(complaint.words))
    return known.functions ? { functions: false } : null;
  switch (complaint.about) {
    case "structuredOutput": {
      const structuredOutput = asked.hasSchema ? lesserOutput(known, asked.kind) : null;
      return structuredOutput && { structuredOutput };
    }
    case "tokenLimit":
      return known.tokenLimit === "none" ? null : { tokenLimit: otherLimit(known, complaint.words) };
    case "streaming":
      return asked.isStreamed && known.streaming === "optional" ? { streaming: "none" } : null;
    case "streamingOnly":
      return asked.isStreamed ? null : { streaming: "only" };
    case "instructionRole":
      return known.instructionRole === "user"
        ? null
        : {
            instructionRole:
              known.instructionRole === null && hasDeveloper(complaint.words) ? "system" : "user",
          };
    case "pictures":
      return asked.hasPictures && known.pictures ? { pictures: false } : null;
    case "field":
      return known.leftOut.includes(complaint.name) || !mayBeAsked(asked, complaint.name)
        ? null
        : { leftOut: [...known.leftOut, complaint.name] };
    case "mostOutputTokens": {
      const most = toldMost(complaint.figures, asked.longestAnswer);
      return most !== null && most < (known.mostOutputTokens ?? Number.POSITIVE_INFINITY)
        ? { mostOutputTokens: most }
        : null;
    }
    case "contextTokens":
      return complaint.tokens < (known.contextTokens ?? Number.POSITIVE_INFINITY)
        ? { contextTokens: complaint.tokens }
        : null;
    case "anything":
      return null;
  }
}

/**
 * Other ways to ask, in the order to try them, where a refusal does not say what would be taken: an answer to one is what
 * teaches it. None for a refusal that says so. Pure.
 */
export function waysToTry(
  known: Capabilities,
  complaint: Complaint,
  asked: AskedFor,
): Partial<Capabilities>[] {
  if (complaint.about === "anything") return barerWays(known, asked);
  const isUntold =
    complaint.about === "mostOutputTokens" && toldMost(complaint.figures, asked.longestAnswer) === null;
  return isUntold ? shorterAnswers(asked.longestAnswer) : [];
}

// Ever barer: what each leaves out beside the last.
function barerWays(known: Capabilities, asked: AskedFor): Partial<Capabilities>[] {
  const ways: Partial<Capabilities>[] = [];
  if (asked.hasSchema) {
    for (let output = lesserOutput(known, asked.kind); output; ) {
      ways.push({ structuredOutput: output });
      output = lesserOutput({ structuredOutput: output }, asked.kind);
    }
  }
  const leftOut = [...asked.parameters, ...(asked.isStreamed ? [STREAM_OPTIONS] : [])];
  const more = leftOut.filter((name) => !known.leftOut.includes(name));
  if (more.length > 0) ways.push({ ...ways.at(-1), leftOut: [...known.leftOut, ...more] });
  return ways;
}

const STREAM_OPTIONS: LeavableField = "stream_options";

function mayBeAsked({ parameters, isStreamed }: AskedFor, name: LeavableField): boolean {
  return parameters.includes(name) || (name === STREAM_OPTIONS && isStreamed);
}

function lesserOutput(
  { structuredOutput }: Pick<Capabilities, "structuredOutput">,
  kind: ProviderKind,
): Capabilities["structuredOutput"] | null {
  // Anthropic knows no JSON without a schema.
  const known = STRUCTURED_OUTPUTS.filter((output) => kind !== "anthropic" || output !== "json_object");
  return known[known.indexOf(structuredOutput) + 1] ?? null;
}

// Each of the two names stands in for the other once; where neither is taken, the answer has the provider's own bound.
function otherLimit({ tokenLimit }: Capabilities, words: string): NonNullable<Capabilities["tokenLimit"]> {
  if (tokenLimit !== null) return "none";
  const [first] = /max_(?:completion_)?tokens/i.exec(words) ?? [];
  return first?.toLowerCase() === "max_completion_tokens" ? "max_tokens" : "max_completion_tokens";
}

function hasDeveloper(words: string): boolean {
  return /developer/i.test(words);
}

function toldMost(figures: readonly number[], longestAnswer: number): number | null {
  const told = figures.filter((figure) => figure >= SHORTEST_ANSWER && figure < longestAnswer);
  return told.length > 0 ? Math.max(...told) : null;
}

function shorterAnswers(longestAnswer: number): Partial<Capabilities>[] {
  const ways: Partial<Capabilities>[] = [];
  for (let most = Math.floor(longestAnswer / HALF); most >= SHORTEST_ANSWER; most = Math.floor(most / HALF))
    ways.push({ mostOutputTokens: most });
  return ways;
}
