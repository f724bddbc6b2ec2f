/** The journal's key of an item's call: calls of one item never share one, so that each closes once. */
export function callKey(seq: number, call: number): string {
  return `${seq}.${call}`;
}

/** The item and the number of the call that a journal's key stands for. */
export function parseCallKey(key: string): { seq: number; call: number } {
  const [seq, call] = key.split(".");
  return { seq: Number(seq), call: Number(call) };
}
