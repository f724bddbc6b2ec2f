import { oo } from "@orpc/openapi";
import { os } from "@orpc/server";
import { answerOnce } from "./answer-once.ts";
import type { ApiContext } from "./context.ts";
import { refusalError } from "./problem.ts";
import { discardUpload } from "./receive-upload.ts";

/** A procedure that nobody needs to sign in for. */
const open = os.$context<ApiContext>();

// A stream of events begins before it is answered: what it refuses is then an answer with a status of its own.
const begun = os.$context<ApiContext>().middleware(async ({ next }) => {
  const result = await next();
  if (!isAsyncIterator(result.output)) return result;
  const first = await result.output.next();
  return { ...result, output: goOn(first, result.output) as never };
});

/** A procedure for a known actor; the use-case behind it asks what the actor may do. */
export const authenticated = open
  .use(({ context, next }) => {
    if (!context.actor) throw refusalError({ code: "unauthenticated" });
    return next({ context: { actor: context.actor } });
  })
  .use(begun);

const idempotencyHeader = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "A text of your own, for example a UUID. For a day the same key with the same request gives the same answer and makes nothing twice; with another request it is refused with 409.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
} as const;

/**
 * A creation: the same Idempotency-Key with the same body gives the same answer again, with another body 409.
 * Put `.input(…)` before it, so that what is compared is the parsed input.
 */
export const idempotent = oo.spec(
  os
    .$context<ApiContext & { actor: NonNullable<ApiContext["actor"]> }>()
    .middleware(async ({ context, next, path }, input: unknown, output) => {
      const { actor, idempotencyKey: key, file } = context;
      if (!key) return next();
      if (key.length > idempotencyHeader.schema.maxLength) throw refusalError({ code: "invalid_input" });
      const body = { path, input, file: file && { name: file.fileName, sha256: file.sha256 } };
      let fresh: Awaited<ReturnType<typeof next>> | undefined;
      const answer = await answerOnce({ memberId: actor.memberId, key, body }, async () => {
        fresh = await next();
        return fresh.output;
      });
      if (!answer.ok) throw refusalError(answer.refusal);
      if (!fresh && file) await discardUpload(file);
      return fresh ?? output(answer.value as never);
    }),
  (operation) => ({ ...operation, parameters: [...(operation.parameters ?? []), idempotencyHeader] }),
);

function isAsyncIterator(output: unknown): output is AsyncIteratorObject<unknown> {
  return typeof output === "object" && output !== null && Symbol.asyncIterator in output && "next" in output;
}

async function* goOn<Value>(first: IteratorResult<Value>, rest: AsyncIteratorObject<Value>) {
  if (first.done) return first.value;
  try {
    yield first.value;
    return yield* rest;
  } finally {
    await rest.return?.();
  }
}
