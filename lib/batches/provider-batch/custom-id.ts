/** What a request of a provider batch is known by there: whose it is, its chunk, its item, and which call of it. */
export interface RequestId {
  providerBatchId: string;
  chunk: number;
  seq: number;
  call: number;
}

/** The id a request goes out with: at most 64 letters, digits and `-`, which every provider takes. */
export function customId({ providerBatchId, chunk, seq, call }: RequestId): string {
  return [providerBatchId.replaceAll("-", ""), chunk, seq, call].join("-");
}

/** The request an id stands for; `null` when it is not of this provider batch. */
export function parseCustomId(id: string, providerBatchId: string): RequestId | null {
  const match = /^([0-9a-f]{32})-(\d{1,9})-(\d{1,10})-(\d)$/.exec(id);
  if (match?.[1] !== providerBatchId.replaceAll("-", "")) return null;
  const [chunk, seq, call] = match.slice(2).map(Number);
  return { providerBatchId, chunk: chunk ?? 0, seq: seq ?? 0, call: call ?? 0 };
}
