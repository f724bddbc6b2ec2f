import { createHash } from "node:crypto";
import type { Verdict } from "./decision.ts";

/** What a client asked for under an id of its own. */
interface Request {
  requestId?: string | undefined;
  token?: number;
  output?: unknown;
}

/**
 * What becomes of a request whose id was used before: nothing more where it asks for the same, a refusal where it does
 * not. `null` for a new one. @param madeBefore digests by request id; `null` for one made before they were kept.
 */
export function judgeRepeated(
  request: Request,
  madeBefore: ReadonlyMap<string, string | null>,
): Verdict | null {
  if (request.requestId === undefined || !madeBefore.has(request.requestId)) return null;
  const digest = madeBefore.get(request.requestId);
  return !digest || digest === digestOf(request)
    ? { status: "accepted", change: null }
    : { status: "conflict", code: "request_reused" };
}

/** A digest of all that a request asks for, whatever the order of its fields and whichever claim it came by. */
export function digestOf({ output, ...request }: Request): string {
  const { requestId: _, token: __, ...asked } = request;
  const inOrder = Object.entries({ ...asked, output: sorted(output) }).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(inOrder)).digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, sorted(part)]));
}
