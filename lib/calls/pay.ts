import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { learnCount } from "#lib/models/count-ratio.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { CallBound, CallOptions, Endpoint } from "#lib/models/endpoints/endpoint.ts";
import type { CallGate } from "#lib/pacing/call-gate.ts";
import type { CallKey } from "./call-key.ts";
import { callModel } from "./call-model.ts";
import { type Settlement, settle } from "./settle-call.ts";

/** A model and the gate to it. */
export interface Callee {
  model: CallableModel;
  gate: CallGate;
}

/** A call's key and the most it may take: what is reserved before it is made. */
export interface Reservation extends CallBound {
  key: CallKey;
}

/** What a wish to reserve gave; `budget` is the one that lacks the money, `null` for the run's own cap. */
export type Reserved = { kind: "reserved" } | { kind: "left" } | { kind: "unfunded"; budget: string | null };

/** A call that ended, as an account takes it down. */
export interface SettledCall {
  reservation: Reservation;
  model: CallableModel;
  outcome: CallOutcome<unknown>;
  settlement: Settlement;
  /** Of the text that went out, where its endpoint tells one. */
  promptDigest: string | null;
}

/** What the calls for one item are paid from. Each kind of run reserves and writes down in its own way. */
export interface Account {
  /** What is reserved for the item's next call already, if anything is. */
  readonly standing: Reservation | null;
  /** Reserves the most that a call may cost and journals it. `left`: the run may make no more calls. */
  reserve(call: Reservation, model: CallableModel): Promise<Reserved>;
  /** Takes down what a call came to. `false`: the run is another worker's by now, which has charged the call. */
  settle(call: SettledCall): Promise<boolean> | boolean;
}

/** How a call came out: it was made and settled, it was not made, or there was no money for it. */
export type Paid<Answer> =
  | { kind: "called"; outcome: CallOutcome<Answer>; settlement: Settlement }
  | Exclude<Reserved, { kind: "reserved" }>;

/** A call that somebody wants to make. */
export interface PayableCall<Request, Answer> {
  key: CallKey;
  callee: Callee;
  endpoint: Endpoint<Request, Answer>;
  request: Request;
}

export interface PayOptions<Answer> extends CallOptions {
  /** Aborts when no new call may start. */
  leaving: AbortSignal;
  /** The gate has let the call through and its money is reserved: it goes out at once. */
  isAdmitted?: boolean;
  /** Tries the provider even in an outage: a person waits, or there is another one to turn to. */
  evenIfOut?: boolean;
  /** The longest closing of the gate it waits out, in milliseconds; it is `left` at a longer one. Any by default. */
  patienceMs?: number;
  /** Makes the call, or gives the answer of an identical one; `null` where it waited in vain and may not call any more. */
  share?: ((make: () => Promise<CallOutcome<Answer>>) => Promise<CallOutcome<Answer> | null>) | null;
}

/**
 * The one way to a provider: waits for the model's gate, reserves the most the call may cost, makes it once, and
 * settles what it came to. What follows from it is the caller's to decide.
 * @throws what the database throws; never for what a provider or a network does.
 */
export async function pay<Request, Answer>(
  account: Account,
  { key, callee: { model, gate }, endpoint, request }: PayableCall<Request, Answer>,
  { leaving, isAdmitted = false, evenIfOut, patienceMs, share = null, ...options }: PayOptions<Answer>,
): Promise<Paid<Answer>> {
  const { revision } = capabilitiesOf(model);
  const reservation = standingFor(account, key) ?? { key, ...endpoint.bound(model, request) };
  if (!isAdmitted && !(await gate.pass(1, reservation.tokens, leaving, { evenIfOut, patienceMs })))
    return { kind: "left" };
  let outcome: CallOutcome<Answer> | null;
  try {
    const reserved = await account.reserve(reservation, model);
    if (reserved.kind !== "reserved") return reserved;
    if (leaving.aborted) return { kind: "left" };
    const { longestAnswer } = reservation;
    const make = () => callModel(endpoint, model, request, { ...options, longestAnswer });
    outcome = await (share ? share(make) : make());
  } finally {
    gate.release(1);
  }
  if (!outcome) return { kind: "left" };
  // A call that went out in another form in the end was counted for the first one.
  if (capabilitiesOf(model).revision === revision) await learnCount(model, reservation.counted, outcome);
  const settlement = settle(outcome, reservation.amount, model.price);
  const digest = settlement.kind === null ? null : (endpoint.digest?.(request) ?? null);
  const isOurs = await account.settle({ reservation, model, outcome, settlement, promptDigest: digest });
  return isOurs ? { kind: "called", outcome, settlement } : { kind: "left" };
}

/** The reservation of the same call, made again because nothing was billed for it. */
function standingFor({ standing }: Account, key: CallKey): Reservation | null {
  return standing && isSameCall(standing.key, key) ? standing : null;
}

/** Whether two keys stand for one call. */
export function isSameCall(one: CallKey, other: CallKey): boolean {
  return (
    one.seq === other.seq &&
    one.step === other.step &&
    one.call === other.call &&
    one.purpose === other.purpose &&
    one.fallback === other.fallback
  );
}
