import type { PaceState } from "#db/queries/pacing.ts";
import type { CallableModel, ModelLimits } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { ReportedLimits } from "#lib/models/endpoints/reported-limits.ts";
import { log } from "#lib/observability/log.ts";
import { type Pulse, steadyPulse, takePulse } from "./outage.ts";
import type { PacingStore } from "./pacing-store.ts";
import { openFor } from "./ramp-up.ts";
import { GROUP_MS, REACH_MS, StretchLine } from "./stretch-line.ts";
import { TokenShare } from "./token-share.ts";
import { type Passage, type Waiter, WaitingLine } from "./waiting-line.ts";

export type { Passage } from "./waiting-line.ts";

/** Calls a model gets at once from one process where its owner set no limit. */
const DEFAULT_CONCURRENCY = 32;
/** The next stretch is asked for this long before the last one ends, so that no time is lost on the way. */
const AHEAD_MS = 250;
/** As many calls as passed in this time are expected to come, whether or not they wait already. */
const EXPECT_MS = 1_000;
/** How soon to ask again where the timeline was given away as far as a stretch may reach. */
const LEAST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** Others wait this long for what comes of a probe. */
const PROBE_PATIENCE_MS = 30_000;
/** One word about a 429 is enough for all that come at once. */
const THROTTLE_NEWS_MS = 250;
/** After so many 429s with nothing answered between them, the wait doubles with each, up to the longest. */
const PATIENT_HOLDS = 4;
const LONGEST_HOLD_MS = 60_000;
/** Calls are tried again after this long, however long the provider says that it is full: somebody may have paid. */
const LONGEST_CLOSING_MS = 15 * 60_000;
/** What a provider says of its limits is told to the others again after this long. */
const REPORTED_AGAIN_MS = 60_000;
/** How often more are let through while a gate opens. */
const OPENING_STEP_MS = 20;
/** What was read may be older than what this gate has just said itself. */
const OWN_NEWS_MS = 1_000;

/**
 * What one process may do to one model: how many calls at once, in which stretches of the timeline that all processes
 * share, and none while the provider wants it or does not answer.
 */
export class CallGate {
  readonly #modelId: string;
  readonly #store: PacingStore;
  readonly #waiting = new WaitingLine();
  readonly #stretches = new StretchLine();
  readonly #tokens: TokenShare;
  #owner: ModelLimits;
  #limits: ModelLimits;
  #inFlight = 0;
  /** When it was idle last, while it opens. */
  #openingSinceMs: number | null = null;
  #closedUntilMs = 0;
  /** Until when the provider said that it is full, while the gate is closed for that. */
  #fullUntilMs = 0;
  #pulse: Pulse = steadyPulse;
  #probeAtMs = 0;
  #probe: "none" | "asked" | "out" = "none";
  #asking = false;
  #askAtMs = 0;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #passedSinceAsked = 0;
  #waitingSinceMs: number | null = null;
  #keptBackMs = 0;
  #usualTokens = 0;
  #reported: ReportedLimits | null = null;
  #reportedAtMs = 0;
  #throttledAtMs = Number.NEGATIVE_INFINITY;
  /** Holds after a 429 since a call was answered. */
  #holdsInVain = 0;
  #ownNewsAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @param countsBound whether the provider counts the longest answer a call may give rather than the one it gave. */
  constructor(
    { id, limits }: Pick<CallableModel, "id" | "limits">,
    { store, countsBound }: { store: PacingStore; countsBound: boolean },
  ) {
    this.#modelId = id;
    this.#store = store;
    this.#owner = limits;
    this.#limits = limits;
    this.#tokens = new TokenShare(countsBound);
  }

  /** Calls it lets be in flight at once. */
  get concurrency(): number {
    return this.#limits.concurrency ?? DEFAULT_CONCURRENCY;
  }

  /** Takes the owner's limits as they are now. */
  limit(limits: ModelLimits): void {
    const { rpm, tpm, concurrency } = this.#owner;
    if (limits.rpm === rpm && limits.tpm === tpm && limits.concurrency === concurrency) return;
    this.#owner = limits;
    this.#limits = {
      rpm: lower(limits.rpm, this.#reported?.rpm ?? null),
      tpm: lower(limits.tpm, this.#reported?.tpm ?? null),
      concurrency: limits.concurrency,
    };
    this.#pump();
  }

  /** Takes what all processes know by now. */
  look({ rpm, tpm, concurrency, closedMs, fullMs, outage }: PaceState): void {
    this.#stretches.rescale(timesOf(this.#limits.rpm, rpm), timesOf(this.#limits.tpm, tpm));
    this.#limits = { rpm, tpm, concurrency };
    const nowMs = performance.now();
    if (outage === 0) {
      // Somebody may have opened it; a hold of its own may not have been read yet.
      const mayHaveOpened = nowMs - this.#throttledAtMs > OWN_NEWS_MS;
      if (mayHaveOpened) this.#closedUntilMs = 0;
      if (closedMs > 0) this.#close(nowMs, closedMs, fullMs);
    }
    if (this.#probe === "none" && nowMs - this.#ownNewsAtMs > OWN_NEWS_MS) {
      if (outage !== this.#pulse.outage) this.#pulse = outage === 0 ? steadyPulse : { failures: 0, outage };
      this.#probeAtMs = nowMs + closedMs;
    }
    this.#pump();
  }

  /**
   * Leave for at least one call, at once where nothing has to be waited for; `null` when the signal aborts first, or
   * when it is closed for longer than the caller waits: `fullForMs` then tells how long.
   * @param most calls wanted; @param tokensPerCall upper bound of each, for limits on tokens.
   * @param options.evenIfOut try the provider even in an outage: a person waits, or there is another one to turn to.
   * @param options.patienceMs the longest closing it waits out.
   */
  pass(
    most: number,
    tokensPerCall: number,
    signal: AbortSignal,
    {
      evenIfOut = false,
      patienceMs = Number.POSITIVE_INFINITY,
    }: { evenIfOut?: boolean | undefined; patienceMs?: number | undefined } = {},
  ): Passage | null | Promise<Passage | null> {
    if (signal.aborted) return null;
    if (this.#inFlight === 0) this.#openingSinceMs = performance.now();
    const free = this.#free;
    if (free > 0 && this.#waiting.isEmpty && this.#isOpen) {
      const calls = Math.min(most, free);
      this.#inFlight += calls;
      return { calls, spanMs: 0 };
    }
    return new Promise((resolve) => {
      this.#waiting.join(signal, { most, tokensPerCall, evenIfOut, patienceMs, admit: resolve });
      this.#pump();
    });
  }

  /** Gives back leave for calls that ended, or were not made after all. */
  release(calls: number): void {
    this.#inFlight -= calls;
    if (calls > 0 && this.#probe === "out") this.#probeUnused();
    if (!this.#waiting.isEmpty) this.#pump();
  }

  /** How much longer the provider said that it is full, in milliseconds; 0 where the gate is not closed for that. */
  get fullForMs(): number {
    const nowMs = performance.now();
    return this.#isHeld(nowMs) ? Math.max(this.#closedUntilMs, this.#fullUntilMs) - nowMs : 0;
  }

  /**
   * Learns from how a call ended: a 429 holds this gate and all others, failures in a row make an outage, and what
   * the provider says of its limits counts.
   * @returns the outcome; a failure that an outage explains says so.
   */
  heed<Answer>(outcome: CallOutcome<Answer>, longestAnswer: number): CallOutcome<Answer> {
    if ("reportedLimits" in outcome && outcome.reportedLimits) this.#heedReported(outcome.reportedLimits);
    if (outcome.kind === "answered") {
      this.#holdsInVain = 0;
      if (this.#limits.tpm !== null) this.#tokens.learn(outcome.usage, longestAnswer);
      if (this.#pulse === steadyPulse) return outcome;
    } else if (outcome.kind === "throttled") {
      this.#heedThrottled(outcome.retryAfterMs);
    }
    return this.#heedPulse(outcome);
  }

  get #free(): number {
    return this.#open - this.#inFlight;
  }

  get #open(): number {
    const { concurrency } = this;
    if (this.#openingSinceMs === null || this.#isPaced) return concurrency;
    const open = openFor(concurrency, performance.now() - this.#openingSinceMs);
    if (open === concurrency) this.#openingSinceMs = null;
    return open;
  }

  get #isPaced(): boolean {
    return this.#limits.rpm !== null || this.#limits.tpm !== null;
  }

  get #isOpen(): boolean {
    return !this.#isPaced && this.#pulse.outage === 0 && !this.#isHeld(0);
  }

  // The clock is only read while there is a hold at all.
  #isHeld(nowMs: number): boolean {
    if (this.#closedUntilMs === 0) return false;
    if ((nowMs || performance.now()) < this.#closedUntilMs) return true;
    this.#closedUntilMs = 0;
    return false;
  }

  // Lets through whoever may go now, and comes back when the next may.
  #pump(): void {
    while (!this.#waiting.isEmpty && this.#free > 0) {
      const nowMs = performance.now();
      if (this.#pulse.outage > 0) {
        const waiter = this.#waiting.takeWhere(({ evenIfOut }) => evenIfOut);
        if (!waiter) {
          this.#waitForProbe(nowMs);
          return;
        }
        this.#inFlight++;
        waiter.admit({ calls: 1, spanMs: 0 });
      } else if (this.#isHeld(nowMs)) {
        this.#turnAway(this.#closedUntilMs - nowMs);
        this.#comeBackAt(this.#closedUntilMs, nowMs);
        return;
      } else if (!this.#admitNext(nowMs)) {
        return;
      }
    }
    if (this.#waiting.isEmpty) return;
    const nowMs = performance.now();
    if (this.#isPaced) this.#leaseAhead(nowMs);
    else if (this.#openingSinceMs !== null) this.#comeBackAt(nowMs + OPENING_STEP_MS, nowMs);
  }

  // Nobody is let through for a while: the provider said so.
  #close(nowMs: number, forMs: number, fullMs: number): void {
    this.#fullUntilMs = Math.max(this.#isHeld(nowMs) ? this.#fullUntilMs : 0, nowMs + fullMs);
    this.#closedUntilMs = Math.max(this.#closedUntilMs, nowMs + forMs);
  }

  #turnAway(closedMs: number): void {
    const isImpatient = ({ patienceMs }: Waiter) => patienceMs < closedMs;
    for (
      let waiter = this.#waiting.takeWhere(isImpatient);
      waiter;
      waiter = this.#waiting.takeWhere(isImpatient)
    )
      waiter.admit(null);
  }

  #admitNext(nowMs: number): boolean {
    const waiter = this.#waiting.first();
    if (!waiter) return false;
    const most = Math.min(waiter.most, this.#free);
    const passage = this.#isPaced
      ? this.#stretches.take(most, this.#tokens.of(waiter.tokensPerCall), nowMs)
      : { calls: most, spanMs: 0 };
    if (!passage) {
      this.#waitingSinceMs ??= nowMs;
      this.#leaseAhead(nowMs);
      const nextAtMs = this.#stretches.nextAtMs() ?? Number.POSITIVE_INFINITY;
      const askAtMs = this.#asking ? Number.POSITIVE_INFINITY : this.#askAtMs;
      this.#comeBackAt(Math.min(nextAtMs, Math.max(askAtMs, nowMs)), nowMs);
      return false;
    }
    this.#waiting.takeFirst();
    this.#noteKeptBack(nowMs);
    this.#waitingSinceMs = null;
    this.#inFlight += passage.calls;
    this.#passedSinceAsked += passage.calls;
    waiter.admit(passage);
    if (this.#isPaced) this.#leaseAhead(nowMs);
    return true;
  }

  #noteKeptBack(nowMs: number): void {
    if (this.#waitingSinceMs !== null)
      this.#keptBackMs = Math.max(this.#keptBackMs, nowMs - this.#waitingSinceMs);
  }

  // Asks for the next stretch: as much as waits, or as passed of late where the next calls are only being reserved for, but
  // no more than can be in flight by then.
  #leaseAhead(nowMs: number): void {
    if (this.#asking || nowMs < this.#askAtMs) return;
    if (this.#stretches.endsAtMs() - nowMs > AHEAD_MS) return;
    const wanted = this.#waiting.wanted();
    if (wanted.calls > 0) this.#usualTokens = wanted.tokens / wanted.calls;
    const tokensPerCall = this.#tokens.of(this.#usualTokens);
    const sinceAskedMs = Math.max(nowMs - this.#askedAtMs, GROUP_MS);
    const calls = Math.min(
      Math.max(
        wanted.calls - this.#stretches.room(tokensPerCall),
        Math.ceil((this.#passedSinceAsked / sinceAskedMs) * EXPECT_MS),
      ),
      Math.max(this.#free, 1) + this.#passedSinceAsked,
    );
    if (calls < 1) return;
    this.#askedAtMs = nowMs;
    this.#asking = true;
    this.#passedSinceAsked = 0;
    this.#noteKeptBack(nowMs);
    const keptBackMs = this.#keptBackMs;
    this.#keptBackMs = 0;
    const tokens = calls * tokensPerCall;
    const first = this.#tokens.of(this.#waiting.first()?.tokensPerCall ?? this.#usualTokens);
    this.#store
      .lease({
        calls,
        tokens,
        leastPart: Math.min(1, Math.max(1 / calls, first / tokens)),
        reachMs: REACH_MS,
        keptBackMs,
      })
      .then((leased) => {
        const leasedAtMs = performance.now();
        this.#limits = { rpm: leased.rpm, tpm: leased.tpm, concurrency: leased.concurrency };
        this.#stretches.add(leased, leasedAtMs);
        if (leased.part === 0) {
          const pauseMs = (leased.delayMs - REACH_MS / 2) * (0.9 + Math.random() / 5);
          this.#askAtMs = leasedAtMs + Math.min(LONGEST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, pauseMs));
        }
        this.#asking = false;
        this.look(leased);
      })
      .catch((err) => {
        log.warn({ err, modelId: this.#modelId }, "no leave to call a model could be had");
        this.#askAtMs = performance.now() + LONGEST_PAUSE_MS;
        this.#asking = false;
        this.#pump();
      });
  }

  #comeBackAt(atMs: number, nowMs: number): void {
    clearTimeout(this.#timer);
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#pump(), Math.max(1, atMs - nowMs));
  }

  #heedThrottled(retryAfterMs: number): void {
    const nowMs = performance.now();
    const askedMs = Math.min(retryAfterMs, LONGEST_CLOSING_MS);
    const isNews = nowMs + askedMs > this.#closedUntilMs && nowMs - this.#throttledAtMs > THROTTLE_NEWS_MS;
    if (!isNews) {
      this.#close(nowMs, askedMs, retryAfterMs);
      return;
    }
    // A provider that is full for good is not called in vain every second, whatever time it names.
    const doubledMs = Math.min(LONGEST_HOLD_MS, retryAfterMs * 2 ** (this.#holdsInVain - PATIENT_HOLDS));
    const holdMs = Math.max(askedMs, doubledMs);
    this.#holdsInVain++;
    this.#close(nowMs, holdMs, retryAfterMs);
    this.#throttledAtMs = nowMs;
    this.#say("a 429", this.#store.throttled(holdMs, retryAfterMs));
  }

  #heedReported(reported: ReportedLimits): void {
    const { rpm, tpm } = this.#limits;
    const isLower = isBelow(reported.rpm, rpm) || isBelow(reported.tpm, tpm);
    if (!isLower && !this.#reported) return;
    const nowMs = performance.now();
    const isNews = isLower || this.#reported?.rpm !== reported.rpm || this.#reported?.tpm !== reported.tpm;
    if (!isNews && nowMs - this.#reportedAtMs < REPORTED_AGAIN_MS) return;
    this.#reported = reported;
    this.#reportedAtMs = nowMs;
    this.#limits = { ...this.#limits, rpm: lower(rpm, reported.rpm), tpm: lower(tpm, reported.tpm) };
    this.#say("a limit", this.#store.reported(reported));
  }

  #heedPulse<Answer>(outcome: CallOutcome<Answer>): CallOutcome<Answer> {
    const isProbe = this.#probe === "out";
    const { pulse, change } = takePulse(this.#pulse, outcome, isProbe, Math.random());
    this.#pulse = pulse;
    if (change.do === "hold") {
      this.#probe = "none";
      this.#probeAtMs = performance.now() + change.forMs;
      log.warn({ modelId: this.#modelId, outage: change.outage, forMs: change.forMs }, "a provider is out");
      this.#sayOwn("an outage", this.#store.outage(change.outage, change.forMs, change.cause));
    } else if (change.do === "end") {
      this.#probe = "none";
      log.info({ modelId: this.#modelId }, "a provider answers again");
      this.#sayOwn("the end of an outage", this.#store.recovered());
      this.#pump();
    }
    // A probe counts as an attempt: an item that nobody can make must not be tried for ever.
    const isPutOff = outcome.kind === "unavailable" && pulse.outage > 0 && !isProbe;
    return isPutOff ? { ...outcome, outage: true } : outcome;
  }

  // Once the hold is over, one of all processes tries the provider.
  #waitForProbe(nowMs: number): void {
    if (this.#probe !== "none") return;
    if (nowMs < this.#probeAtMs) {
      this.#comeBackAt(this.#probeAtMs, nowMs);
      return;
    }
    this.#probe = "asked";
    this.#store
      .probe(PROBE_PATIENCE_MS)
      .then(async (isOurs) => {
        if (!isOurs) {
          const state = await this.#store.state();
          this.#probe = "none";
          this.#ownNewsAtMs = Number.NEGATIVE_INFINITY;
          if (state) this.look(state);
          return;
        }
        this.#probe = "out";
        this.#probeAtMs = performance.now() + PROBE_PATIENCE_MS;
        const waiter = this.#waiting.takeFirst();
        if (waiter) {
          this.#inFlight++;
          waiter.admit({ calls: 1, spanMs: 0 });
        } else {
          this.#probeUnused();
        }
      })
      .catch((err) => {
        log.warn({ err, modelId: this.#modelId }, "no leave to try a provider could be had");
        this.#probe = "none";
        this.#probeAtMs = performance.now() + LONGEST_PAUSE_MS;
        this.#pump();
      });
  }

  // Whoever was let through did not call, or learnt nothing: the next may try.
  #probeUnused(): void {
    this.#probe = "none";
    this.#probeAtMs = performance.now();
    this.#sayOwn("an outage", this.#store.outage(this.#pulse.outage, 0));
  }

  #sayOwn(what: string, saying: Promise<void>): void {
    this.#ownNewsAtMs = performance.now();
    this.#say(what, saying);
  }

  #say(what: string, saying: Promise<void>): void {
    saying.catch((err) =>
      log.warn({ err, modelId: this.#modelId }, `${what} could not be told to other processes`),
    );
  }
}

function timesOf(before: number | null, now: number | null): number {
  return before === null || now === null ? 1 : before / now;
}

function lower(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function isBelow(reported: number | null, limit: number | null): boolean {
  return reported !== null && (limit === null || reported < limit);
}
