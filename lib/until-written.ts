import { log } from "#lib/observability/log.ts";

const TRY_AGAIN_AFTER_MS = 1_000;
/** How long what was paid is kept for a database that does not answer: by then its work has another owner. */
const GIVE_UP_AFTER_MS = 120_000;

/**
 * Makes a write of what was paid for, and makes it again while the database cannot take it. It may have been made without
 * our hearing of it: made once more, it has to change nothing. @throws what no further try mends, or the last after two
 * minutes.
 */
export async function untilWritten<Value>(
  write: () => Promise<Value>,
  facts: Record<string, unknown>,
): Promise<Value> {
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    try {
      return await write();
    } catch (cause) {
      if (Date.now() > giveUpAt || isFinal(cause)) throw cause;
      log.warn({ err: cause, ...facts }, "results wait for the database");
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS));
    }
  }
}

// Data, constraint and syntax errors, and what a trigger refuses: what is written does not fit, and never will.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
function isFinal(err: unknown): boolean {
  const cause = err instanceof Error && err.cause instanceof Error ? err.cause : err;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  return ["22", "23", "42", "P0"].some((kind) => code.startsWith(kind));
}
