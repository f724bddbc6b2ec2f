/** For whom work is done, and when it may not begin, and is not gone on with, any more. */
export interface WorkTerms {
  /** Who launched its run. */
  memberId: string;
  /** Of which item of which run, a batch, a trial or a regeneration, and the step's place there, from 0. */
  runId: string;
  seq: number;
  step: number;
  leaving: AbortSignal;
  signal: AbortSignal;
}
