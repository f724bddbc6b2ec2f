import type { Actor } from "#lib/auth/actor.ts";
import type { Result } from "#lib/result.ts";
import type { Claim } from "#lib/review/claim.ts";
import { type ClaimInput, claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";

/** Claims as the screen does: ten that wait, of any batch unless one is named. */
export async function claim(actor: Actor, input: Partial<ClaimInput> = {}): Promise<Claim[]> {
  return (await handedOut(actor, input)).claims;
}

/** What a claim answers, with why it is empty. */
export async function handedOut(actor: Actor, input: Partial<ClaimInput> = {}) {
  const asked = { limit: 10, state: "pending" as const, except: [], resume: false, ...input };
  return value(await claimItems(actor, asked));
}

/** Decides on one item that the actor holds. */
export async function decide(
  actor: Actor,
  { itemId, token, outputVersion }: Pick<Claim, "itemId" | "token" | "outputVersion">,
  decision: DecisionInput["decision"],
  rest: Partial<DecisionInput> = {},
) {
  const reason = decision === "reject" ? { reason: "1" } : {};
  const asked = { itemId, token, outputVersion, decision, ...reason, ...rest };
  const [result] = value(await decideItems(actor, [asked]));
  if (!result) throw new Error("No answer.");
  return result;
}

/** What an accepted call gave. @throws its refusal. */
export function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
