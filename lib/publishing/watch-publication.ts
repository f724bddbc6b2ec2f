import { setTimeout as wait } from "node:timers/promises";
import type { Actor } from "#lib/auth/actor.ts";
import type { Result } from "#lib/result.ts";
import type { Publication } from "./publication.ts";
import { readPublication } from "./read-publications.ts";

const POLL_MS = 500;

/** The publication now and after every change, until it is finished or nobody listens. */
export async function* watchPublication(
  actor: Actor,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Result<Publication, "forbidden" | "not_found">> {
  let sent = "";
  while (!signal?.aborted) {
    const found = await readPublication(actor, id);
    const now = JSON.stringify(found);
    if (now !== sent) yield found;
    sent = now;
    if (!found.ok || found.value.status === "succeeded" || found.value.status === "failed") return;
    await wait(POLL_MS, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
