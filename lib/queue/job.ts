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
}

/** A job together with what does it. */
export interface HandledJob<Payload extends object> extends Job<Payload> {
  /**
   * Does one job. It may run again after a crash, from wherever its own records say it had come.
   * @param signal aborts when the process is asked to stop, or the job became another worker's: keep what is done
   * and return.
   */
  // As a method: a handler of its own payload stands in a list of jobs of any, which parses before it calls.
  run(payload: Payload, signal: AbortSignal): Promise<void>;
  /** How much of it one process takes while others could do it too; whatever there is room for by default. */
  share?: JobShare<Payload>;
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
