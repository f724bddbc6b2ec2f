import type { CallableModel } from "../callable-model.ts";
import {
  type Capabilities,
  type Capability,
  capabilitiesOf,
  type KnownCapabilities,
} from "../capabilities.ts";
import { learnCapabilities } from "../learn-capabilities.ts";
import type { AnsweredCall, CallOutcome } from "./call-outcome.ts";
import type { ChatRequest } from "./chat-request.ts";
import type { Complaint } from "./complaint.ts";
import { type AskedFor, lessonOf, waysToTry } from "./lesson.ts";
import { longestAnswer } from "./longest-answer.ts";
import { showsPictures } from "./shown-pictures.ts";
import { parametersIn, wireName } from "./wire-name.ts";

type Ask = (known: KnownCapabilities) => Promise<CallOutcome>;
type Model = Pick<CallableModel, "id" | "providerKind" | "capabilities">;

/** More than there is to learn of a model. */
const MOST_LESSONS = 12;

/**
 * Asks a model, and again in another way where it refuses how it was asked, which costs nothing. What it takes is learnt
 * for all calls to come, once: whoever was on the way meanwhile asks again by what is known by then.
 * @param ask makes the call by what is known of the model.
 */
export async function askAndLearn(
  model: Model,
  request: ChatRequest,
  signal: AbortSignal | undefined,
  ask: Ask,
): Promise<CallOutcome> {
  for (let lessons = 0; ; lessons++) {
    const known = capabilitiesOf(model);
    const outcome = await ask(known);
    if (outcome.kind === "answered") return learnFromAnswer(model, known, request, outcome);
    const { complaint } = "complaint" in outcome ? outcome : {};
    if (!complaint || lessons === MOST_LESSONS || signal?.aborted) return outcome;
    if (capabilitiesOf(model).revision !== known.revision) continue;
    if (await learnFromComplaint(model, known, request, complaint)) continue;
    const answer = await lookForWay(model, known, request, complaint, ask);
    if (answer === "vain") return outcome;
    if (answer) return answer;
  }
}

/**
 * Learns from a complaint about a request that was written when nothing newer was known.
 * @returns whether asking again is worth it.
 */
export async function learnFromComplaint(
  model: Model,
  known: KnownCapabilities,
  request: ChatRequest,
  complaint: Complaint,
): Promise<boolean> {
  const asked = askedFor(model, known, request);
  const lesson = lessonOf(known, complaint, asked);
  if (!lesson) return false;
  // Where others have learnt it meanwhile nothing changes, and asking again is worth it all the same.
  const isNews = (now: KnownCapabilities) =>
    (Object.keys(lesson) as Capability[]).every((name) => name === "leftOut" || now[name] === known[name]);
  await learnCapabilities(
    model,
    (now) => (isNews(now) ? lessonOf(now, complaint, asked) : null),
    complaint.words,
  );
  return true;
}

/** Learns how long an answer is that fits where an earlier one was cut off, or that reasons before it. */
export async function learnFromAnswer(
  model: Pick<CallableModel, "id" | "capabilities">,
  known: KnownCapabilities,
  request: ChatRequest,
  answer: AnsweredCall,
): Promise<AnsweredCall> {
  if (request.outputSchema && !request.functions) proven.set(model.id, known.revision);
  const needed = roomNeeded(known, request, answer);
  const billed = billedBeyond(known, answer);
  if (needed === null && billed === null) return answer;
  const change = {
    ...(needed !== null && { leastOutputTokens: needed }),
    ...(billed !== null && { billedOutputTokens: billed }),
  };
  await learnCapabilities(model, (now) => highest(now, change), "");
  return answer;
}

function askedFor(model: Model, known: KnownCapabilities, request: ChatRequest): AskedFor {
  const { outputSchema, functions, onText, parameters = {} } = request;
  return {
    kind: model.providerKind,
    hasSchema: outputSchema !== undefined && functions === undefined,
    hasFunctions: functions !== undefined,
    hasPictures: showsPictures(request),
    isStreamed: known.streaming === "only" || (known.streaming === "optional" && onText !== undefined),
    parameters: parametersIn(parameters).map(wireName),
    longestAnswer: longestAnswer(model, request, 0, known).tokens,
  };
}

/** The revision that a model's last answer in a shape was asked for by: a refusal that names nothing is not about the way of asking then. */
const proven = new Map<string, number>();
/** The revision at which no other way helped, by the model and what its refusal was about. */
const inVain = new Map<string, number>();
const looking = new Map<string, Promise<void>>();

/**
 * A refusal that does not say what would be taken: that shows in an answer to another way of asking, and nothing is learnt
 * before there is one.
 * @returns that answer, or how the look ended otherwise; "vain" where no way helps; `null` where something was learnt
 * meanwhile, and asking again is worth it.
 */
async function lookForWay(
  model: Model,
  known: KnownCapabilities,
  request: ChatRequest,
  complaint: Complaint,
  ask: Ask,
): Promise<CallOutcome | "vain" | null> {
  const ways = waysToTry(known, complaint, askedFor(model, known, request));
  // A request with nothing to leave out that is refused all the same is a look in vain by itself; a short one says nothing.
  if (ways.length === 0 && complaint.about !== "anything") return "vain";
  // A look that was cut short found nothing out: the next one goes on with it.
  while (looking.has(model.id)) await looking.get(model.id);
  if (capabilitiesOf(model).revision !== known.revision) return null;
  const matter = `${model.id} ${complaint.about}`;
  const isProven = complaint.about === "anything" && proven.get(model.id) === known.revision;
  if (isProven || inVain.get(matter) === known.revision) return "vain";
  const { promise, resolve } = Promise.withResolvers<void>();
  looking.set(model.id, promise);
  try {
    for (const way of ways) {
      const outcome = await ask({ ...known, ...way });
      if (outcome.kind === "answered") {
        await learnCapabilities(
          model,
          (now) => (now.revision === known.revision ? way : null),
          complaint.words,
        );
        return learnFromAnswer(model, capabilitiesOf(model), request, outcome);
      }
      if (outcome.kind !== "refused") return outcome;
      // It came past what was refused first, and says what else is.
      const next = outcome.complaint?.about === complaint.about ? null : outcome.complaint;
      if (next && (await learnFromComplaint(model, known, request, next))) return null;
    }
    inVain.set(matter, known.revision);
    return "vain";
  } finally {
    looking.delete(model.id);
    resolve();
  }
}

/** Room above the longest reasoning seen. */
const REASONING_ROOM = 1.25;
const BILLED_ROOM = 1.05;

function roomNeeded(
  { leastOutputTokens }: Capabilities,
  { isRaised = false, isLimitGiven = false }: ChatRequest,
  { finishReason, limit, usage, usageSource }: AnsweredCall,
): number | null {
  if (finishReason === "length" || isLimitGiven || !limit) return null;
  const reasoned = usageSource === "reported" && usage.reasoningTokens > 0;
  const needed = Math.max(
    isRaised ? limit.tokens : 0,
    reasoned ? Math.ceil(usage.outputTokens * REASONING_ROOM) : 0,
  );
  return needed > (leastOutputTokens ?? 0) ? needed : null;
}

// Reasoning that is billed above the bound counts as well: the provider bounds the answer alone.
function billedBeyond(
  { billedOutputTokens }: Capabilities,
  { limit, usage, usageSource }: AnsweredCall,
): number | null {
  if (usageSource !== "reported" || !limit || usage.outputTokens <= limit.tokens) return null;
  const billed = Math.ceil(usage.outputTokens * BILLED_ROOM);
  return usage.outputTokens > (billedOutputTokens ?? 0) ? billed : null;
}

function highest(
  now: KnownCapabilities,
  change: Pick<Partial<Capabilities>, "leastOutputTokens" | "billedOutputTokens">,
): Partial<Capabilities> | null {
  const higher = Object.entries(change).filter(
    ([name, tokens]) => (tokens ?? 0) > (now[name as keyof typeof change] ?? 0),
  );
  return higher.length > 0 ? Object.fromEntries(higher) : null;
}
