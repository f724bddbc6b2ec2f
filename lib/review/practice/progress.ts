/** So many latest answers count, and so many of them have to be right. */
export const PRACTICE = { answers: 20, right: 18 } as const;

/** How far somebody's practice has come. */
export interface PracticeProgress {
  /** Of the latest answers, as many as count. */
  answered: number;
  right: number;
  /** Whether nothing is handed out to them before they have practised. */
  isRequired: boolean;
  /** Whether they have practised enough, now or at any time before. */
  isEnough: boolean;
}

/**
 * What latest answers say of somebody's practice.
 * @param latest whether each was right, latest first.
 */
export function practiceProgress(
  latest: readonly boolean[],
  { practisesFirst, practisedAt }: { practisesFirst: boolean; practisedAt: Date | null },
): PracticeProgress {
  const counted = latest.slice(0, PRACTICE.answers);
  const right = counted.filter((isRight) => isRight).length;
  const isEnough = practisedAt !== null || (counted.length === PRACTICE.answers && right >= PRACTICE.right);
  return { answered: counted.length, right, isRequired: practisesFirst, isEnough };
}
