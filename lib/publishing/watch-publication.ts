import type { Actor } from "#lib/auth/actor.ts";
import type { Result } from "#lib/result.ts";
import { watch } from "#lib/watch.ts";
import type { Publication } from "./publication.ts";
import { readPublication } from "./read-publications.ts";

/** The publication now and after every change, until it is finished or nobody listens. */
export function watchPublication(
  actor: Actor,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Result<Publication, "forbidden" | "not_found">> {
  const look = () => readPublication(actor, id);
  return watch(
    {
      look,
      hasEnded: (found) => !found.ok || ["succeeded", "failed", "cancelled"].includes(found.value.status),
    },
    signal,
  );
}
