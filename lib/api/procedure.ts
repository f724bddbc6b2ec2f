import { oo } from "@orpc/openapi";
import { ORPCError, os } from "@orpc/server";
import type { Actor } from "#lib/auth/actor.ts";
import { can, type Permission } from "#lib/auth/can.ts";
import { recordRefusedAccess } from "#lib/auth/record-refusal.ts";
import { whenUnwelcome } from "#lib/auth/when-unwelcome.ts";
import { answerOnce } from "./answer-once.ts";
import type { ApiContext } from "./context.ts";
import { refusalError } from "./problem.ts";
import { discardUpload } from "./receive-upload.ts";

/** What is known of a procedure before it runs. */
export interface ApiMeta {
  /** It takes a file, from who has this permission. */
  takesFileWith?: Permission;
  /** How large that file may be; as large as any where it is not said. */
  mostFileBytes?: number;
  /** It takes JSON of more than most, from who has this permission. */
  takesLargeJsonWith?: Permission;
}

/** A procedure that nobody needs to sign in for. */
const open = os.$context<ApiContext>().$meta<ApiMeta>({});

type KnownContext = ApiContext & { actor: Actor };

// Who asks for what they may not do is written down, whether a page or a script asked.
const refusalsRecorded = os
  .$context<KnownContext>()
  .middleware(async ({ context: { actor }, next, procedure }) => {
    try {
      return await next();
    } catch (thrown) {
      const { method = "", path = "" } = procedure["~orpc"].route;
      if (thrown instanceof ORPCError && thrown.status === FORBIDDEN)
        await recordRefusedAccess(actor, `${method} ${path}`);
      throw thrown;
    }
  });

// Before its input is looked at: who may not send a body is told nothing of what is wrong with it.
const bodyAllowed = os
  .$context<KnownContext>()
  .$meta<ApiMeta>({})
  .middleware(({ context: { actor }, next, procedure }) => {
    const { takesFileWith, takesLargeJsonWith }: ApiMeta = procedure["~orpc"].meta;
    const needed = takesFileWith ?? takesLargeJsonWith;
    if (needed && !can(actor, needed)) throw refusalError({ code: "forbidden" });
    return next();
  });

/**
 * A stream of events begins before it is answered: what it refuses is then an answer with a status of its own. It ends
 * with the request, and soon after its reader is no longer who they were: `whileWelcome` tells its source.
 */
const begun = os.$context<KnownContext>().middleware(async ({ context: { actor }, next, signal }) => {
  const unwelcome = new AbortController();
  const whileWelcome = AbortSignal.any([unwelcome.signal, ...(signal ? [signal] : [])]);
  const result = await next({ context: { whileWelcome } });
  if (!isAsyncIterator(result.output)) return result;
  const first = await result.output.next();
  const look = () => whenUnwelcome(actor, () => unwelcome.abort());
  return { ...result, output: goOn(first, result.output, look) as never };
});

/** A procedure for a known actor; the use-case behind it asks what the actor may do. */
export const authenticated = open
  .use(({ context, next }) => {
    if (!context.actor) throw refusalError({ code: "unauthenticated" });
    return next({ context: { actor: context.actor } });
  })
  .use(refusalsRecorded)
  .use(bodyAllowed)
  .use(begun);

const FORBIDDEN = 403;

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
      const { maxLength: limit } = idempotencyHeader.schema;
      if (key.length > limit) {
        const fields = [{ path: idempotencyHeader.name, code: "input_too_long", params: { limit } }];
        throw refusalError({ code: "invalid_input", fields });
      }
      const body = { path, input, file: file && { name: file.fileName, sha256: file.sha256 } };
      let fresh: Awaited<ReturnType<typeof next>> | undefined;
      const answer = await answerOnce({ actor, key, body }, async () => {
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

async function* goOn<Value>(
  first: IteratorResult<Value>,
  rest: AsyncIteratorObject<Value>,
  look: () => () => void,
) {
  if (first.done) return first.value;
  const stopLooking = look();
  try {
    yield first.value;
    return yield* rest;
  } finally {
    stopLooking();
    await rest.return?.();
  }
}
