import { setTimeout as wait } from "node:timers/promises";

const PATIENCE_MS = 60_000;

/** Asks again where the database was away. */
export async function insistently<Value>(work: () => Promise<Value>): Promise<Value> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await wait(200);
    }
  }
}
