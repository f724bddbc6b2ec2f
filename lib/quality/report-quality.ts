import { db } from "#db/client.ts";
import { sumDoubleReviews, sumProbes } from "#db/queries/quality/blind-judgements.ts";
import { countUnpublished, sumPublicationWaits } from "#db/queries/quality/publication-waits.ts";
import { sumHighlighting } from "#db/queries/quality/sum-highlighting.ts";
import { countWaiting, sumDecisions, sumTimes, type TimeSum } from "#db/queries/quality/sum-quality.ts";
import { type DayRange, nameSpendKeys } from "#db/queries/spend/sum-spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type Day, daysBetween, monthStart } from "#lib/spend/calendar-day.ts";
import { dayIn } from "#lib/spend/day-in.ts";
import { compareHighlighting, type Highlighting } from "./highlighting.ts";
import { type QUALITY_DIMENSIONS, type QualityFigures, qualityFigures } from "./quality-figures.ts";
import { type BinCount, timeQuantile } from "./time-quantile.ts";

type Dimension = (typeof QUALITY_DIMENSIONS)[number];

export interface QualityQuestion {
  /** YYYY-MM-DD, both included; this month up to today when absent. */
  from?: Day | undefined;
  to?: Day | undefined;
  /** IANA name; days begin at its midnight. */
  timeZone: string;
  groupBy: Dimension;
}

/** How long outputs wait in a state: for a decision, and, approved, for a publication. */
export interface WaitFigures {
  state: "pending" | "escalated" | "approved";
  /** How many wait so now. */
  waiting: number;
  /** How many left it in the days asked for. */
  left: number;
  medianSeconds: number | null;
  /** Nine of ten had waited no longer. */
  longSeconds: number | null;
}

export interface QualityReport {
  from: Day;
  to: Day;
  timeZone: string;
  groups: ({ key: string; label: string; detail: string | null } & QualityFigures)[];
  whole: QualityFigures;
  /** `null` for who sees only figures of their own. */
  waits: WaitFigures[] | null;
  /** `null` for those as well, and where no plan hid findings on a half. */
  highlighting: Highlighting | null;
}

const MAX_DAYS = 3_660;
const LONG = 0.9;
const NAMED = { reviewer: "person", template: "template", model: "model" } as const;

/**
 * What the decisions of some days say of the work, by one dimension. Needs `quality:read`, and `quality:read-all` for
 * more than the actor's own decisions.
 */
export async function reportQuality(
  actor: Actor,
  question: QualityQuestion,
): Promise<Result<QualityReport, "forbidden" | "invalid_range">> {
  if (!can(actor, "quality:read")) return refuse("forbidden");
  const { timeZone, groupBy } = question;
  const to = question.to ?? dayIn(timeZone, new Date());
  const from = question.from ?? monthStart(to);
  if (from > to || daysBetween(from, to).length > MAX_DAYS) return refuse("invalid_range");
  const seesAll = can(actor, "quality:read-all");
  const range = { from, to, timeZone, memberId: seesAll ? undefined : actor.memberId };
  const times = await sumTimes(db(), range, groupBy);
  const parts = {
    decisions: await sumDecisions(db(), range, groupBy),
    times: times.filter(({ kind }) => kind === "pace"),
    doubleReviews: await sumDoubleReviews(db(), range, groupBy),
    probes: await sumProbes(db(), range, groupBy),
  };
  const { groups, whole } = qualityFigures(parts, await sumDoubleReviews(db(), range, null));
  const names = await namesOf(
    groupBy,
    groups.map(({ key }) => key),
  );
  return accept({
    ...{ from, to, timeZone, whole },
    groups: groups.map((group) => ({
      ...group,
      label: names.get(group.key)?.name ?? "",
      detail: names.get(group.key)?.detail ?? null,
    })),
    waits: seesAll ? await waitsOf(times, range) : null,
    highlighting: seesAll ? compareHighlighting(await sumHighlighting(db(), range)) : null,
  });
}

async function namesOf(dimension: Dimension, keys: readonly string[]) {
  if (dimension === "language") return new Map(keys.map((key) => [key, { name: key, detail: null }]));
  return nameSpendKeys(db(), NAMED[dimension], keys);
}

async function waitsOf(times: readonly TimeSum[], days: DayRange): Promise<WaitFigures[]> {
  const { pending, escalated } = await countWaiting(db());
  const decided = (state: TimeSum["kind"]) => times.filter(({ kind }) => kind === state);
  return [
    waitOf("pending", pending, decided("pending")),
    waitOf("escalated", escalated, decided("escalated")),
    waitOf("approved", await countUnpublished(db()), await sumPublicationWaits(db(), days)),
  ];
}

function waitOf(state: WaitFigures["state"], waiting: number, waited: readonly BinCount[]): WaitFigures {
  return {
    state,
    waiting,
    left: waited.reduce((sum, { decisions }) => sum + decisions, 0),
    medianSeconds: timeQuantile(waited, 0.5),
    longSeconds: timeQuantile(waited, LONG),
  };
}
