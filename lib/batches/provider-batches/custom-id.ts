/**
 * What a request of a provider batch is known by there: whose it is, its chunk, its item, and which call of it; with
 * the tokens we counted for its prompt, so that its result tells how its provider counts.
 */
export interface RequestId {
  providerBatchId: string;
  chunk: number;
  seq: number;
  call: number;
  /** `null` in a request that was sent before they went along. */
  counted: number | null;
}

const MOST_COUNTED = 99_999_999;

/** The id a request goes out with: at most 64 letters, digits and `-`, which every provider takes. */
export function customId({ providerBatchId, chunk, seq, call, counted }: RequestId): string {
  const parts = [providerBatchId.replaceAll("-", ""), chunk, seq, call];
  return (counted === null || counted > MOST_COUNTED ? parts : [...parts, counted]).join("-");
}

/** The request an id stands for; `null` when it is not of this provider batch. */
export function parseCustomId(id: string, providerBatchId: string): RequestId | null {
  const match = /^([0-9a-f]{32})-(\d{1,9})-(\d{1,10})-(\d)(?:-(\d{1,8}))?$/.exec(id);
  if (match?.[1] !== providerBatchId.replaceAll("-", "")) return null;
  const [chunk, seq, call] = match.slice(2, 5).map(Number);
  const counted = match[5] === undefined ? null : Number(match[5]);
  return { providerBatchId, chunk: chunk ?? 0, seq: seq ?? 0, call: call ?? 0, counted };
}
