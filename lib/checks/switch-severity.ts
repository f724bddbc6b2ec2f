import { AQLS, type Aql, type InspectionLevel, type Severity, samplingPlan } from "./sampling-plan.ts";

/** A lot that was judged on its sample, as the next one's severity sees it. */
export interface JudgedLot {
  severity: Severity;
  size: number;
  defects: number;
  accept: number;
  verdict: "accepted" | "rejected";
}

const REJECTED_OF_FIVE = 2;
const IN_A_ROW = 5;
const TIGHTENED_REJECTIONS = 5;
const SCORE_FOR_REDUCED = 30;

/**
 * How strictly the next lot of a series is judged: the switching rules of ISO 2859-1 (9.3 and 9.4). Normal at first;
 * tightened when two of the last five or fewer were rejected, and normal again after five accepted in a row; reduced once
 * the switching score reaches 30, and normal again when one is rejected or accepted only just; `discontinued` after five
 * rejections while tightened: samples are enough no more until the process, a template version with a model, is another.
 * @param lots those with a verdict, oldest first.
 */
export function nextSeverity(lots: readonly JudgedLot[], aql: Aql, level: InspectionLevel): Severity {
  let severity: Severity = "normal";
  let sinceSwitch: JudgedLot[] = [];
  let [score, rejections] = [0, 0];
  for (const lot of lots) {
    // One that was drawn while others of its series were still read was judged as strictly as was then known.
    if (lot.severity !== severity) continue;
    sinceSwitch.push(lot);
    if (severity === "normal") score = nextScore(score, lot, aql, level);
    if (severity === "tightened" && lot.verdict === "rejected") rejections++;
    const next = after(severity, sinceSwitch, score, rejections);
    if (next === severity) continue;
    if (next === "normal") rejections = 0;
    [severity, sinceSwitch, score] = [next, [], 0];
  }
  return severity;
}

function after(severity: Severity, lots: readonly JudgedLot[], score: number, rejections: number): Severity {
  const rejectedLately = lots.slice(-IN_A_ROW).filter(({ verdict }) => verdict === "rejected").length;
  const latest = lots.at(-1);
  switch (severity) {
    case "normal":
      if (rejectedLately >= REJECTED_OF_FIVE) return "tightened";
      return score >= SCORE_FOR_REDUCED ? "reduced" : "normal";
    case "tightened":
      if (rejections >= TIGHTENED_REJECTIONS) return "discontinued";
      return lots.length >= IN_A_ROW && rejectedLately === 0 ? "normal" : "tightened";
    case "reduced":
      return latest && latest.defects > latest.accept ? "normal" : "reduced";
    case "discontinued":
      return "discontinued";
  }
}

// 9.3.3.2: with an acceptance number of 2 or more a lot scores only if the next stricter limit had accepted it too.
function nextScore(score: number, lot: JudgedLot, aql: Aql, level: InspectionLevel): number {
  if (lot.verdict === "rejected") return 0;
  if (lot.accept < 2) return score + 2;
  const stricter = AQLS[AQLS.indexOf(aql) - 1];
  if (!stricter) return 0;
  return lot.defects <= samplingPlan(lot.size, stricter, level, "normal").accept ? score + 3 : 0;
}
