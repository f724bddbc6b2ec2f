import type { SaidOfJson } from "./said-of-json.ts";

/** What decides whether an object in an answer is the answer. */
export interface Weighed {
  /** How many of the fields it has. */
  fields: number;
  /** Whether it fits all of them. */
  fits: boolean;
  said: SaidOfJson;
  isFenced: boolean;
}

/**
 * Which of the objects in an answer is meant, in their order. One that has the fields and is the last word on it; else
 * the first that fits and is said to be the answer; else the last that fits, a fenced one before others. An example or a
 * draft is taken only where nothing else is said to be the answer.
 */
export function chooseAnswer<Candidate extends Weighed>(candidates: readonly Candidate[]): Candidate {
  const most = Math.max(...candidates.map(({ fields }) => fields));
  const isComplete = ({ fits, fields }: Candidate) => fits || fields === most;
  const meant = candidates.filter((each) => isComplete(each) && each.said !== "aside");
  const settled = lastWord(meant);
  if (settled) return settled;
  if (meant.length > 0) return best(meant);
  const partly = candidates.filter(({ said, fields }) => fields > 0 && isSaid(said));
  return best(partly.length > 0 ? partly : candidates.filter(isComplete));
}

// Who says "final" again goes on with another; who corrects, or settles what was corrected, means the later one.
function lastWord<Candidate extends Weighed>(meant: readonly Candidate[]): Candidate | null {
  let settled: Candidate | null = null;
  for (const [place, each] of meant.entries()) {
    const isCorrection = each.said === "corrected" && place > 0;
    const isFinal = each.said === "final" && settled?.said !== "final";
    if (isCorrection || isFinal) settled = each;
  }
  return settled;
}

function best<Candidate extends Weighed>(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((former, next) => {
    const [before, now] = [weightOf(former), weightOf(next)];
    const differing = now.findIndex((weight, place) => weight !== before[place]);
    if (differing === -1) return isSaid(next.said) ? former : next;
    return (now[differing] ?? 0) > (before[differing] ?? 0) ? next : former;
  });
}

function weightOf({ fits, fields, said, isFenced }: Weighed): number[] {
  return [Number(fits), fields, Number(isSaid(said)), Number(isFenced)];
}

function isSaid(said: SaidOfJson): boolean {
  return said === "answer" || said === "final" || said === "corrected";
}
