import { type ShareInterval, shareInterval } from "#lib/share-interval.ts";

/** From which agreement with people on a judge may gate: the lower end of the interval has to reach it. */
const AGREEMENT_TO_GATE = 0.85;

/** One output of which a judge and a person have both said whether it is good. */
export interface JudgedTwice {
  judge: "good" | "bad";
  /** An edit says, like a rejection, that the output was not good as it was. */
  person: "good" | "bad";
  /** Whether the person was not shown what the judge had said, which may sway. */
  isBlind?: boolean;
}

/** How often a judge says what people say. */
export interface JudgeAgreement {
  /** Outputs that both have judged. */
  n: number;
  agreed: number;
  /** Of them, those on which people decided without being shown what the judge said. */
  blind: number;
  /** `null` where there are none. */
  interval: ShareInterval | null;
  /** Outputs that the judge let pass and people did not, and the other way round. */
  passedBad: number;
  failedGood: number;
  /** Whether it may gate. */
  gates: boolean;
}

/**
 * How often a judge says what people say, with its 95 % interval (Wilson's, corrected for continuity). It may gate where
 * the interval's lower end is at 85 % or above: a few decisions that happen to agree prove nothing.
 */
export function judgeAgreement(outputs: readonly JudgedTwice[]): JudgeAgreement {
  const n = outputs.length;
  const agreed = outputs.filter(({ judge, person }) => judge === person).length;
  const interval = n === 0 ? null : shareInterval(agreed / n, n);
  return {
    ...{ n, agreed, interval },
    blind: outputs.filter(({ isBlind }) => isBlind).length,
    passedBad: outputs.filter(({ judge, person }) => judge === "good" && person === "bad").length,
    failedGood: outputs.filter(({ judge, person }) => judge === "bad" && person === "good").length,
    gates: interval !== null && interval.low >= AGREEMENT_TO_GATE,
  };
}

export const NO_AGREEMENT = judgeAgreement([]);
