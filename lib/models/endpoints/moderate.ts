import { z } from "zod";
import type { CallableModel } from "../callable-model.ts";
import { countRatioOf } from "../count-ratio.ts";
import { countTokens } from "../count-tokens.ts";
import { meterOf } from "../meter.ts";
import type { ProviderKind } from "../provider.ts";
import { readAnswerHeaders } from "./answer-headers.ts";
import { askOnce, DEFAULT_TIMEOUT_MS, type GivenAnswer } from "./ask-once.ts";
import { CallFault } from "./call-outcome.ts";
import type { ShownPicture } from "./chat-request.ts";
import { credentialsOf } from "./credentials.ts";
import type { CallOptions, Endpoint } from "./endpoint.ts";
import { failForHiddenError } from "./hidden-error.ts";
import { postJson } from "./post-json.ts";
import { providerUrl } from "./provider-url.ts";
import { dataUrl } from "./shown-pictures.ts";

/** What a moderation model is asked. */
export interface ModerationRequest {
  texts: string[];
  pictures?: readonly ShownPicture[];
}

/** What a moderation model answers. */
export interface ModerationAnswer {
  /** One for each text and then for each picture, in their order. */
  verdicts: ModerationVerdict[];
}

export interface ModerationVerdict {
  flagged: boolean;
  /** What it was flagged for, as the provider names it. */
  categories: string[];
}

/** Models that say whether texts and pictures may be published, in OpenAI's format, which is free. */
export const moderate: Endpoint<ModerationRequest, ModerationAnswer> = {
  bound(model, { texts }) {
    const counted = texts.reduce((tokens, text) => tokens + countTokens(text, model.name), 0);
    return { amount: "0", counted, tokens: Math.ceil(counted * countRatioOf(model)), longestAnswer: 0 };
  },
  call: (model, request, options = {}) =>
    askOnce(model, options.signal, () => verdictsOf(model, request, options)),
};

const KINDS: ReadonlySet<ProviderKind> = new Set(["openai", "openai-compatible", "sandbox"]);

async function verdictsOf(
  model: CallableModel,
  { texts, pictures = [] }: ModerationRequest,
  options: CallOptions,
): Promise<GivenAnswer<ModerationAnswer>> {
  if (!KINDS.has(model.providerKind))
    throw new CallFault({ kind: "refused", code: "no_moderation_model", detail: model.name });
  // Several parts of one input are judged as one, and one picture is the most that a request may bring.
  const inputs = [
    ...(texts.length > 0 ? [{ input: texts, count: texts.length }] : []),
    ...pictures.map((one) => ({
      input: [{ type: "image_url", image_url: { url: dataUrl(one) } }],
      count: 1,
    })),
  ];
  const answers: GivenAnswer<ModerationAnswer>[] = [];
  for (const asked of inputs) answers.push(await judge(model, asked, options));
  const last = answers.at(-1);
  if (!last) throw new RangeError("There is nothing to moderate.");
  return { ...last, verdicts: answers.flatMap(({ verdicts }) => verdicts) };
}

async function judge(
  model: CallableModel,
  { input, count }: { input: readonly unknown[]; count: number },
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
): Promise<GivenAnswer<ModerationAnswer>> {
  const { headers, body } = await postJson({
    url: providerUrl(model.baseUrl, "/moderations"),
    headers: { ...model.headers, ...credentialsOf(model), "content-type": "application/json" },
    body: JSON.stringify({ model: model.name, input }),
    signal,
    timeoutMs,
    allowPrivateNetwork: model.allowPrivateNetwork,
  });
  // What throws here is an answer that cannot be read, or an error in the place of one.
  const answer: unknown = JSON.parse(body);
  const read = answerSchema.safeParse(answer);
  if (!read.success) failForHiddenError(answer);
  const { id, results } = answerSchema.parse(answer);
  if (results.length !== count) throw new CallFault({ kind: "uncertain", code: "invalid_answer" });
  const { requestId, reportedLimits } = readAnswerHeaders(headers);
  return {
    verdicts: results,
    usage: meterOf(),
    usageSource: "reported",
    requestId: requestId ?? id ?? null,
    reportedLimits,
  };
}

/** https://platform.openai.com/docs/api-reference/moderations/object */
const answerSchema = z.object({
  id: z.string().nullish(),
  results: z.array(
    z
      .object({ flagged: z.boolean(), categories: z.record(z.string(), z.boolean().nullable()) })
      .transform(({ flagged, categories }) => ({
        flagged,
        categories: Object.keys(categories).filter((name) => categories[name]),
      })),
  ),
});
