import { cutText, storableText } from "#lib/storable-text.ts";
import type { LeavableField } from "../capabilities.ts";

/** What a refusal says that the model does not take, as far as its words tell. */
export type Complaint = {
  /** The provider's own words. */
  words: string;
} & (
  | { about: "structuredOutput" | "streaming" | "instructionRole" | "pictures" }
  /** It gives its answers as streams alone. */
  | { about: "streamingOnly" }
  /** The field that bounds the answer is not known to it, by either of its names. */
  | { about: "tokenLimit" }
  /** A longer answer was asked for than it gives. `figures` are the numbers it named. */
  | { about: "mostOutputTokens"; figures: readonly number[] }
  | { about: "contextTokens"; tokens: number }
  /** A field by its name on the wire. */
  | { about: "field"; name: LeavableField }
  /** It names nothing: whatever was asked for beside the messages may be meant. */
  | { about: "anything" }
);

const LONGEST_LOOK = 4_000;
const LONGEST_WORDS = 500;

const NOT_TAKEN = [
  "unsupported|not (?:be )?(?:supported|allowed|permitted|available|enabled|implemented|recogni[sz]ed|accepted)",
  "(?:does|do|did|is|are|can|could)(?: not|n't) (?:yet )?(?:support|accept|allow|recogni[sz]e|available|permitted|use)",
  "unavailable|unrecogni[sz]ed|unknown|unexpected|extra (?:fields|inputs|parameter)|additional propert|not a valid",
  "invalid (?:parameter|argument|field|value|type|request|schema)|only .{0,60}(?:supported|allowed|accepted)|deprecated|removed|cannot (?:both )?be",
  "(?:failed|unable|could not|cannot) (?:to )?(?:parse|compile|convert|build|load|initiali[sz]e)\\b.{0,80}\\b(?:grammar|schema|format)\\b",
  "must (?:not )?(?:be|contain|match|have)|requires?|expected|不支持|未知|非法|无效|不允许|不存在|错误|参数|须|必须|仅",
].join("|");
const REFUSING = new RegExp(NOT_TAKEN, "i");

const STREAM_ONLY =
  /only supports? (?:the )?stream|stream(?:ing)? (?:mode )?only|only (?:be )?(?:called|used|available) (?:in|with|via) stream|enable the stream|stream(?:ing)? (?:is required|must be (?:set to )?(?:true|enabled))|(?:must|please|should) (?:set|use|enable) .{0,10}stream|requires? (?:the )?stream|non-?stream(?:ing)?\b.{0,60}(?:not|false|unsupported)|(?:not|unsupported|false)\b.{0,40}non-?stream|仅支持流式|只支持流式|不支持非流式/i;
const STRUCTURED =
  /response_?format|response_?schema|response_?mime_?type|json_?validate_?failed|json[ _]?schema|json_?object|json[ _-]?mode|structured[ _-]?output|guided_?(?:json|decoding|grammar)|\bgrammar\b|output_(?:format|config)|required for format\b|\bschema\b.{0,60}\bconstraint|tool_choice|\btools?\b|function[ _]call|结构化输出|JSON ?模式/i;
const LIMIT_FIELD = /max_?(?:completion_?|output_?|new_?)?tokens/i;
const LIMIT_WORDS = /(?:output|completion|new|generated) tokens|最大(?:输出)?(?:长度|token)/i;
const TOO_LONG =
  /too (?:large|big|high|long)|at most|range|maximum|max(?:imum)? allowed|exceed|less than|(?:no|not) (?:more|greater|larger) than|between|up to|upper (?:limit|bound)|above|≤|<=|\d\s*>\s*\d|\[\s*\d+\s*,\s*\d+\s*\]|超过|超出|范围|不能大于|最大/i;
/** Input and output together, or the input alone: what does not fit is then for the row, or for the context, to say. */
const OF_INPUT =
  /(?<!less than the [`'"]?)context|prompt|\binputs?\b(?!['"]|\s+should\b)|\bmessages\b|\+|\b(?:sum|total|combined|together|plus)\b|上下文|输入(?:长度|内容|文本|token)|提示词|总(?:长度|和|计|数|token)/i;
// The figure first, then what it is of; the other way round; and what a sum is compared with.
const CONTEXT_FIGURES = [
  /(?<!\d|\d,)(\d[\d,]*)((?:[\s-]*tokens?)?)[\s-]*(?:max(?:imum)?\s+)?(?:model\s+)?context[ _](?:length|size|window|limit)/gi,
  /(?:context[ _](?:length|size|window)|context limit (?:of|is)|max_?model_?len|n_ctx|maximum (?:sequence|model) length)(?:(?!\bby\b)\D){0,40}?(\d[\d,]*)(?![\d,]|\s*(?:tokens?\s*)?[+>])(\s*tokens?\b)?/gi,
];
const COMPARED =
  /(?:>|<=?|≤|not exceed|at most|不能?超过|不大于|小于等于)\s*[`'"]?(\d[\d,]*)(\s*tokens?\b)?/gi;
// As llama.cpp tells it beside its sentence.
const CONTEXT_FIELD = /"n_ctx"\s*:\s*(\d+)/;
/** No context is as short: what is smaller is one only where it is said to be tokens. */
const SHORTEST_CONTEXT = 1_024;
const CONTEXT_AT_ALL =
  /context[ _](?:length|size|window)|n_ctx|max_?model_?len|(?:prompt|input|messages?|request)\b.{0,40}(?:too (?:long|large)|exceed)|too many (?:input )?tokens|上下文/i;
const ROLE =
  /\b(?:system|developer)\b['"`]?.{0,20}\b(?:role|message|instruction|prompt)|role.{0,40}\b(?:system|developer)\b|`developer`|unknown variant .?developer|developer instruction|roles must alternate/i;
/** That the model sees none, and not that one picture is of a wrong format, size or address. */
const NO_PICTURES =
  /(?:does|do|did|is|are|can)(?: not|n't|not) (?:currently )?(?:support|accept|take|allow|see) (?:any )?(?:images?(?! (?:format|type|size|url|mime|media|dimension|of|with|that|larger|\w+ than))|pictures?|vision|multi-?modal)|unknown variant .{0,3}(?:image|input_image)|image_url.{0,40}only supported by|no endpoints found that support image|(?:image|picture|vision|multi-?modal)s? (?:inputs?|content|data|messages?|support|capabilit\w*) (?:is|are) not (?:supported|available|enabled|allowed)|(?:not|isn't) an? (?:vision|multi-?modal)|unsupported (?:content type|input).{0,20}image_url|invalid content type\. image_url|text-only|mmproj|不支持.{0,6}(?:图片|图像|视觉|多模态)(?!格式|大小|尺寸|类型)/i;
const UNKNOWN_MODEL =
  /model_?(?:not_?found|not_?exist)|\bmodel\b.{0,120}(?:not found|not exist|no such|unknown|unavailable|not available|access|deprecated|retired|decommission|identifier is invalid|on-demand)|access to the model\b|(?:invalid|unknown|unsupported|no such|incorrect) model|no (?:available )?channel|模型.{0,40}(?:不存在|不可用|未找到|无可用)/i;
const OTHER_CAUSE =
  /api[ _-]?key|unauthori[sz]ed|authenticat|credential|permission|forbidden|\btoken (?:is )?(?:invalid|expired)|令牌/i;

/** Fields that may be left out of a request, by every name they have on a wire. */
const FIELDS: [name: LeavableField, spelt: RegExp][] = [
  ["stream_options", /stream_?options|include_?usage/i],
  ["temperature", /\btemperature\b/i],
  ["top_p", /\btop_?p\b/i],
  ["top_k", /\btop_?k\b/i],
  ["presence_penalty", /presence_?penalty/i],
  ["frequency_penalty", /frequency_?penalty/i],
  ["seed", /\bseed\b/i],
  ["stop", /\bstop(?:_?sequences)?\b/i],
];
// A value outside of what is allowed is for its author to mend: leaving it out would change what was asked.
const OUT_OF_RANGE =
  /range|between|less than|greater than|at (?:most|least)|maximum|minimum|must be (?:in|≤|≥|<|>)|too (?:high|low|large|small)|≤|≥|取值|范围/i;
const ONLY_DEFAULT = /only the default|default value|deprecated|both/i;

/**
 * What an answer that is not a success complains of; `null` where it is about anything but the way of asking.
 * @param text the provider's sentence; @param param the field that it names, if it does so beside the sentence.
 */
export function complaintIn(
  { status, body }: { status: number; body: string },
  { text, param }: { text: string; param: string },
): Complaint | null {
  const words = cutText(storableText(text), LONGEST_WORDS);
  const whole = `${param}\n${text}\n${body.slice(0, LONGEST_LOOK)}`;
  const named = namedIn(whole, text, param, status);
  if (named === "row") return null;
  if (named) return { words, ...named };
  const isOfAsking = status === 400 || status === 406 || status === 415 || status === 422 || status === 501;
  const isKnown = [UNKNOWN_MODEL, CONTEXT_AT_ALL, OTHER_CAUSE, OUT_OF_RANGE].some((cause) =>
    cause.test(whole),
  );
  const isOfRequest = isOfAsking || (status === 404 && /requested parameters/i.test(whole));
  return isOfRequest && !isKnown ? { words, about: "anything" } : null;
}

type Named = Complaint extends infer Told ? (Told extends Complaint ? Omit<Told, "words"> : never) : never;

// "row": what was asked for does not fit, whatever of it could be left out.
function namedIn(whole: string, text: string, param: string, status: number): Named | "row" | null {
  if (NO_PICTURES.test(whole)) return { about: "pictures" };
  if (STREAM_ONLY.test(whole)) return { about: "streamingOnly" };
  const tooLong = tooLongIn(text, whole, status);
  if (tooLong) return tooLong;
  // Whoever refuses a request and names this means it, whatever the words.
  const isOfShape = status < 500 && STRUCTURED.test(whole);
  if (!isOfShape && !REFUSING.test(whole)) return null;
  // What the error names beside its sentence is what it is about; a sentence may name other things in passing.
  return (
    byName(param) ?? (ROLE.test(text) ? { about: "instructionRole" } : null) ?? byName(text) ?? byName(whole)
  );

  function byName(told: string): Named | null {
    if (told === "") return null;
    if (/\bmessages?\b.{0,10}role/i.test(told)) return { about: "instructionRole" };
    const field = FIELDS.find(([, spelt]) => spelt.test(told))?.[0];
    if (STRUCTURED.test(told) && !field) return { about: "structuredOutput" };
    if (LIMIT_FIELD.test(told)) return { about: "tokenLimit" };
    if (field) return mayLeaveOut(text) ? { about: "field", name: field } : null;
    return /\bstream(?:ing)?\b/i.test(told) ? { about: "streaming" } : null;
  }
}

function tooLongIn(text: string, whole: string, status: number): Named | "row" | null {
  const isTooLong = (LIMIT_FIELD.test(whole) || LIMIT_WORDS.test(whole)) && TOO_LONG.test(text);
  const isOfInput = OF_INPUT.test(text);
  const patterns = isTooLong && isOfInput ? [...CONTEXT_FIGURES, COMPARED] : CONTEXT_FIGURES;
  const tokens = contextIn(text, patterns, status);
  if (tokens !== null) return { about: "contextTokens", tokens };
  const field = CONTEXT_AT_ALL.test(text) && CONTEXT_FIELD.exec(whole);
  if (field) return { about: "contextTokens", tokens: Number(field[1]) };
  if (!isTooLong) return null;
  return isOfInput ? "row" : { about: "mostOutputTokens", figures: figuresIn(text) };
}

function contextIn(text: string, patterns: readonly RegExp[], status: number): number | null {
  for (const pattern of patterns)
    for (const [, digits = "", unit] of text.matchAll(pattern)) {
      const figure = numberOf(digits);
      if (figure !== status && (unit || figure >= SHORTEST_CONTEXT)) return figure;
    }
  return null;
}

function figuresIn(text: string): number[] {
  return [...text.matchAll(/(\d[\d,]*)(\s*\(exclusive\))?/g)].map(
    ([, digits = "", exclusive]) => numberOf(digits) - (exclusive ? 1 : 0),
  );
}

function numberOf(digits: string): number {
  return Number(digits.replaceAll(",", ""));
}

function mayLeaveOut(text: string): boolean {
  return ONLY_DEFAULT.test(text) || !OUT_OF_RANGE.test(text);
}
