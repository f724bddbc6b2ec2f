import { type CallKey, letterOf, purposeOf } from "#lib/calls/call-key.ts";

/**
 * What a request of a provider batch is known by there: whose it is, its chunk, and which call of which item; with
 * the tokens we counted for its prompt, so that its result tells how its provider counts.
 */
export interface RequestId {
  providerBatchId: string;
  chunk: number;
  key: Omit<CallKey, "fallback">;
  /** `null` in a request that was sent before they went along. */
  counted: number | null;
}

const MOST_COUNTED = 9_999_999;
const MOST_STEPS = 36;

/** The id a request goes out with: at most 64 letters, digits and `-`, which every provider takes. */
export function customId({ providerBatchId, chunk, key, counted }: RequestId): string {
  if (key.step >= MOST_STEPS) throw new RangeError("A recipe has too many steps for a provider batch.");
  const call = `${key.step.toString(MOST_STEPS)}${letterOf(key.purpose)}${key.call}`;
  const parts = [providerBatchId.replaceAll("-", ""), chunk, key.seq, call];
  return (counted === null || counted > MOST_COUNTED ? parts : [...parts, counted]).join("-");
}

/** The request an id stands for; `null` when it is not of this provider batch. */
export function parseCustomId(id: string, providerBatchId: string): RequestId | null {
  const match = /^([0-9a-f]{32})-(\d{1,9})-(\d{1,10})-([0-9a-z]{1,3})(?:-(\d{1,8}))?$/.exec(id);
  if (match?.[1] !== providerBatchId.replaceAll("-", "")) return null;
  const [chunk, seq] = [Number(match[2]), Number(match[3])];
  const call = readCall(match[4] ?? "");
  const counted = match[5] === undefined ? null : Number(match[5]);
  return call && { providerBatchId, chunk, key: { seq, ...call }, counted };
}

function readCall(text: string): Omit<CallKey, "seq" | "fallback"> | null {
  // Requests of release 0.1.0 knew neither steps nor purposes.
  if (/^\d$/.test(text))
    return { step: 0, call: Number(text), purpose: text === "0" ? "generate" : "repair" };
  const match = /^([0-9a-z])([a-z])(\d)$/.exec(text);
  const purpose = purposeOf(match?.[2] ?? "");
  return (
    match &&
    purpose && { step: Number.parseInt(match[1] ?? "0", MOST_STEPS), call: Number(match[3]), purpose }
  );
}
