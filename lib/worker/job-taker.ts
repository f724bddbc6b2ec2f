import type { PgBoss, Job as QueuedJob } from "pg-boss";
import { db } from "#db/client.ts";
import { putRetriesFirst } from "#db/queries/queue.ts";
import { log } from "#lib/observability/log.ts";
import { inSpan, type SpanFacts } from "#lib/observability/tracing.ts";
import { LOST, type RunnableJob } from "#lib/queue/job.ts";
import type { WorkHold } from "./disk-watch.ts";

/** A third of what the queue waits for before it gives a job to somebody else. */
const HEARTBEAT_MS = 3_000;

interface RunningJob {
  queued: QueuedJob<unknown>;
  lost: AbortController;
}

/**
 * Takes jobs of one kind from the queue when it is told to look, as there is room for them, one query at a time however many
 * run, and settles each when it ends.
 */
export class JobTaker {
  readonly #boss: PgBoss;
  readonly #job: RunnableJob<object>;
  readonly #stopping: AbortSignal;
  readonly #hold: WorkHold;
  /** One job may be in it twice: lost, and taken again. */
  readonly #running = new Set<RunningJob>();
  #isWanted = false;
  #wake = () => {};

  constructor(
    boss: PgBoss,
    job: RunnableJob<object>,
    { stopping, hold }: { stopping: AbortSignal; hold: WorkHold },
  ) {
    this.#boss = boss;
    this.#job = job;
    this.#stopping = stopping;
    this.#hold = hold;
  }

  get name(): string {
    return this.#job.name;
  }

  /** Works until the process is to stop, and then until the last job has ended. */
  async work(): Promise<void> {
    const runs = new Set<Promise<void>>();
    const heartbeat = setInterval(() => {
      void this.#touch();
      if (this.#job.share) void this.#putRetriesFirst();
    }, HEARTBEAT_MS);
    this.#stopping.addEventListener("abort", () => this.look(), { once: true });
    this.#job.share?.onRoom(() => this.look());
    while (!this.#stopping.aborted) {
      this.#isWanted = false;
      const taken = await this.#take();
      for (const queued of taken) {
        const run = this.#run(queued).finally(() => {
          runs.delete(run);
          this.look();
        });
        runs.add(run);
      }
      if (taken.length === 0) await this.#rest();
    }
    await Promise.all(runs);
    clearInterval(heartbeat);
  }

  async #take(): Promise<QueuedJob<unknown>[]> {
    const { name, concurrency, share, makesRoom } = this.#job;
    if (this.#hold.isHeld && !makesRoom) return [];
    const room = concurrency - this.#running.size;
    if (room === 0) return [];
    try {
      // One by one where each changes what there is room for.
      const groups = share && { ignoreGroups: share.fullGroups() };
      return await this.#boss.fetch(name, { batchSize: share ? 1 : room, ...groups });
    } catch (err) {
      log.warn({ err, job: name }, "no jobs could be taken");
      return [];
    }
  }

  /** There may be a job or room for one, or a reason to stop: looks at once, and again when it looks just now. */
  look(): void {
    this.#isWanted = true;
    this.#wake();
  }

  #rest(): Promise<void> {
    if (this.#isWanted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #run(queued: QueuedJob<unknown>): Promise<void> {
    const { name, payload: schema, share, makesRoom } = this.#job;
    const lost = new AbortController();
    const running = { queued, lost };
    // The queue has given it up and handed it out anew: to this process, of all.
    for (const earlier of this.#running) if (earlier.queued.id === queued.id) earlier.lost.abort(LOST);
    this.#running.add(running);
    try {
      const payload = schema.parse(queued.data);
      share?.took(payload);
      const ends = [lost.signal, this.#stopping, ...(makesRoom ? [] : [this.#hold.signal])];
      const signal = AbortSignal.any(ends);
      await inSpan(name, subjectOf(payload), () => this.#job.run(payload, signal));
      await this.#boss.complete(name, queued);
    } catch (err) {
      log.error({ err, job: name, jobId: queued.id, ...subjectOf(queued.data) }, "a job failed");
      await this.#fail(queued, err);
    } finally {
      this.#running.delete(running);
    }
  }

  async #fail(queued: QueuedJob<unknown>, cause: unknown): Promise<void> {
    try {
      const message = cause instanceof Error ? cause.message : String(cause);
      await this.#boss.fail(this.#job.name, queued, { message });
    } catch (err) {
      // Without a heartbeat the queue notices by itself.
      log.warn({ err, job: this.#job.name, jobId: queued.id }, "a failed job could not be given back");
    }
  }

  async #putRetriesFirst(): Promise<void> {
    try {
      await putRetriesFirst(db(), this.#job.name);
    } catch (err) {
      log.warn({ err, job: this.#job.name }, "jobs that run again could not be put first");
    }
  }

  async #touch(): Promise<void> {
    const running = [...this.#running].filter(({ lost }) => !lost.signal.aborted);
    if (running.length === 0) return;
    try {
      // The ids are there, but not in the library's type.
      const { settled }: { settled?: string[] } = await this.#boss.touch(
        this.#job.name,
        running.map(({ queued }) => queued),
      );
      if (!settled) return;
      const kept = new Set(settled);
      for (const { queued, lost } of running) if (!kept.has(queued.id)) lost.abort(LOST);
    } catch (err) {
      // A heartbeat that could not be sent says nothing about whose the jobs are.
      log.warn({ err, job: this.#job.name }, "a heartbeat was missed");
    }
  }
}

// What a job is about: its payload holds ids and numbers, and nothing else of it is told should that ever change.
function subjectOf(payload: unknown): SpanFacts {
  const facts = Object.entries(payload ?? {}).filter(
    ([name, fact]) => /Id$|^number$/.test(name) && (typeof fact === "string" || typeof fact === "number"),
  );
  return Object.fromEntries(facts);
}
