import type { z } from "zod";

/** A kind of work that survives the process: what it takes and how it is retried. Its handler stands in the worker. */
export interface Job<Payload extends object> {
  /** `<domain>.<verb>`. */
  name: string;
  payload: z.ZodType<Payload>;
  /** How many of it one process runs at once. */
  concurrency: number;
  retryLimit: number;
  /** The longest one run may take before it counts as lost; a crash is noticed within 10 s whatever this is. */
  expireInSeconds: number;
  /** Whether it makes room on the disk, and so runs also where that is nearly full. */
  makesRoom?: true;
}

/** Where a job goes whose retries have run out. */
export function givenUpQueue({ name }: Pick<Job<object>, "name">): string {
  return `${name}.given-up`;
}

/** Why the signal of a run aborts whose job became another run's: that one goes on with it, in this process or another. */
export const LOST = "lost";

/** A job together with what does it. */
export interface RunnableJob<Payload extends object> extends Job<Payload> {
  /**
   * Does one job. It may run again after a crash, from wherever its own records say it had come.
   * @param signal aborts when the process is asked to stop, or (its reason is `LOST`) the job became another run's: keep
   * what is done and return.
   */
  // As a method: a handler of its own payload stands in a list of jobs of any, which parses before it calls.
  run(payload: Payload, signal: AbortSignal): Promise<void>;
  /** How much of it one process takes while others could do it too; whatever there is room for by default. */
  share?: JobShare<Payload>;
}

/** A job with what does it, and with what is done where it was tried in vain. */
export interface HandledJob<Payload extends object> extends RunnableJob<Payload> {
  /**
   * Ends what the job was about, where a person sees it: it was tried for the last time, and nothing else comes back to it.
   * It may run again after a crash.
   */
  giveUp(payload: Payload): Promise<void>;
}

/** Leaves jobs that this process could not start on soon to other processes, and those that ran before come first. */
export interface JobShare<Payload> {
  /** Groups of which this process has enough for now. */
  fullGroups(): string[];
  /** Told of each job taken, before it runs. */
  // As a method, for the same reason as a handler.
  took(payload: Payload): void;
  /** Calls `look` whenever a group may be full no more. */
  onRoom(look: () => void): void;
}
