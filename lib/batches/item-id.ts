/** The id of an item in the API: its batch and its place in it. */
export function itemId(batchId: string, seq: number): string {
  return `${batchId}.${seq}`;
}

/** The batch and place an item's id names; `null` when it is not one of ours. */
export function parseItemId(id: string): { batchId: string; seq: number } | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(0|[1-9]\d{0,9})$/.exec(id);
  const [, batchId, seq] = match ?? [];
  return batchId && seq ? { batchId, seq: Number(seq) } : null;
}
