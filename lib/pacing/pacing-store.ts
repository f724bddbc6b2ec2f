import { db } from "#db/client.ts";
import {
  claimProbe,
  endOutage,
  ensurePacing,
  leaseStretch,
  noteOutage,
  noteReportedLimits,
  noteThrottled,
  type OutageCause,
  type PaceState,
  readPaceStates,
  type Stretch,
  type StretchAsk,
} from "#db/queries/pacing.ts";
import { AppError } from "#lib/app-error.ts";

/** What the gates of all processes share of one model's pace. */
export interface PacingStore {
  /** The next stretch for these calls, or a part of it, and the state of things. */
  lease(ask: StretchAsk): Promise<Stretch & PaceState>;
  /** Holds all gates, and uses less of the limit from now on; the provider said that it is full for `fullMs`, which may be longer. */
  throttled(holdMs: number, fullMs: number): Promise<void>;
  /** Lets probes alone through all gates, the next after this long. `cause` is what the last call came to, where there was one. */
  outage(outage: number, holdMs: number, cause?: OutageCause): Promise<void>;
  /** Opens all gates after an outage. */
  recovered(): Promise<void>;
  /** Leave to try a provider that is out; others wait this long for what comes of it. */
  probe(patienceMs: number): Promise<boolean>;
  /** Tells all gates what the provider says that it allows. */
  reported(limits: { rpm: number | null; tpm: number | null }): Promise<void>;
  state(): Promise<PaceState | null>;
}

/** A model's pace as the database keeps it. */
export function sharedPacing(modelId: string): PacingStore {
  return {
    async lease(ask) {
      const leased = await leaseStretch(db(), modelId, ask);
      if (leased) return leased;
      await ensurePacing(db(), modelId);
      const again = await leaseStretch(db(), modelId, ask);
      if (!again) throw new AppError("A model's pace could not be kept.", { facts: { modelId } });
      return again;
    },
    throttled: (holdMs, fullMs) => noteThrottled(db(), modelId, holdMs, fullMs),
    outage: (outage, holdMs, cause) => noteOutage(db(), modelId, { outage, holdMs, cause: cause ?? null }),
    recovered: () => endOutage(db(), modelId),
    probe: (patienceMs) => claimProbe(db(), modelId, patienceMs),
    reported: (limits) => noteReportedLimits(db(), modelId, limits),
    state: async () => (await readPaceStates(db(), [modelId])).get(modelId) ?? null,
  };
}
