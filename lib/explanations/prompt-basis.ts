import type { ItemSource } from "#lib/items/progress.ts";
import type { Feedback } from "#lib/templates/feedback-messages.ts";

/** What held from one moment to another; `null` for an end that is open. */
export interface Period {
  from: Date | null;
  to: Date | null;
}

/** A row as it was for a time. */
export interface RowPeriod extends Period {
  values: Record<string, string>;
}

/** What a model was told of a rejection, while the output was made anew. */
export interface FeedbackPeriod extends Period {
  feedback: Feedback;
}

/** What the prompts of an item may have been rendered from. */
export interface PromptBasis {
  source: ItemSource;
  /** Whether it is what held at a moment. */
  heldAt(at: Date): boolean;
}

/** Everything that the prompts of an item may have been rendered from: each of its rows, with and without each rejection. */
export function promptBases(
  language: string,
  rows: readonly RowPeriod[],
  rejections: readonly FeedbackPeriod[],
): PromptBasis[] {
  return rows.flatMap(({ values, ...row }) => [
    {
      source: { values, language },
      heldAt: (at: Date) => holdsAt(row, at) && !rejections.some((rejection) => holdsAt(rejection, at)),
    },
    ...rejections.map(({ feedback, ...period }) => ({
      source: { values, language, feedback },
      heldAt: (at: Date) => holdsAt(row, at) && holdsAt(period, at),
    })),
  ]);
}

/** Whether a moment lies in a period. */
export function holdsAt({ from, to }: Period, at: Date): boolean {
  return (from === null || from <= at) && (to === null || at <= to);
}
