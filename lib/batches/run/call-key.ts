/** What a journal's key stands for. */
export interface KeyedCall {
  seq: number;
  /** 0 for the item's first call. */
  call: number;
  /** Whether it goes to the batch's fallback model. */
  fallback: boolean;
}

/** The journal's key of an item's call: calls of one item never share one, so that each closes once. */
export function callKey({ seq, call, fallback }: KeyedCall): string {
  return `${seq}.${call}${fallback ? ".f" : ""}`;
}

/** The item and the call that a journal's key stands for. */
export function parseCallKey(key: string): KeyedCall {
  const [seq, call, fallback] = key.split(".");
  return { seq: Number(seq), call: Number(call), fallback: fallback === "f" };
}
