import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

// What db/patches mends in the driver: without it each of these ends the process, hangs, or writes outside its transaction.
describeOnDatabase("a connection that is lost", (database) => {
  beforeEach(async ({ skip }) => {
    skip(database().kind === "embedded", "the embedded database has no connections to lose");
    await db().execute(sql`create table if not exists kept (value int)`);
  });

  async function loseConnection(pid: number | undefined): Promise<void> {
    await db().execute(sql`select pg_terminate_backend(${pid}::int)`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  test("takes its transaction along, whatever that still asks for", async () => {
    const ended = Promise.withResolvers<unknown[]>();
    const broken = db().transaction(async (tx) => {
      const [session] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await tx.execute(sql`insert into kept values (1)`);
      await loseConnection(session?.pid);
      // Others have the driver's place by now.
      await Promise.all(Array.from({ length: 30 }, () => db().execute(sql`select 1`)));
      const answers = [2, 3].map((value) =>
        tx.execute(sql`insert into kept values (${value})`).catch((refusal: unknown) => refusal),
      );
      ended.resolve(await Promise.all(answers));
    });
    await expect(broken).rejects.toThrow();
    expect((await ended.promise).every((answer) => answer instanceof Error)).toBe(true);
    expect(await db().execute(sql`select * from kept`)).toHaveLength(0);
  });

  test("is replaced for the next one, and for a query that runs it is an error", async () => {
    const sleeping = db().transaction(async (tx) => {
      const [session] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      const waiting = tx.execute(sql`select pg_sleep(20)`);
      await loseConnection(session?.pid);
      await waiting;
    });
    await expect(sleeping).rejects.toThrow();
    for (let time = 0; time < 40; time++) await db().transaction((tx) => tx.execute(sql`select 1`));
  });

  test("is taken from a process that froze inside a transaction", async () => {
    const [setting] = await db().execute<Record<string, string>>(
      sql`show idle_in_transaction_session_timeout`,
    );
    expect(setting?.idle_in_transaction_session_timeout).toBe("15s");
    await expect(
      db().transaction(async (tx) => {
        await tx.execute(sql`set local idle_in_transaction_session_timeout = 50`);
        await tx.execute(sql`lock table kept`);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await tx.execute(sql`select 1`);
      }),
    ).rejects.toThrow();
    await db().execute(sql`select * from kept`);
  });

  test("gives a reserved place back", async () => {
    for (let time = 0; time < 12; time++) {
      const reserved = await database().sql.reserve();
      const [session] = await reserved`select pg_backend_pid() as pid`;
      await loseConnection(session?.pid);
      await expect((async () => reserved`select 1`)()).rejects.toThrow();
      reserved.release();
    }
    await db().execute(sql`select 1`);
  });
});
