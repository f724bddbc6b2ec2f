import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

interface Kept extends Record<string, unknown> {
  id: number;
  done: boolean;
}

describeOnBothDatabases("statements that repeat", () => {
  beforeEach(async () => {
    await db().execute(sql`drop table if exists kept`);
    await db().execute(sql`create table kept (id int, done boolean)`);
  });

  const keep = (id: number, done: boolean) => db().execute(sql`insert into kept values (${id}, ${done})`);
  const all = (from: number) => db().execute<Kept>(sql`select * from kept where id >= ${from} order by id`);

  test("are prepared, in and outside of transactions, and what is run once is not", async () => {
    await db().transaction(async (tx) => {
      for (let time = 0; time < 4; time++) await tx.execute(sql`select ${time}::int + 1 as repeated`);
      await tx.execute(sql`select ${1}::int as once`);
      const prepared = await tx.execute<{ statement: string }>(
        sql`select statement from pg_prepared_statements`,
      );
      const texts = prepared.map(({ statement }) => statement);
      expect(texts.filter((text) => text.includes("as repeated"))).toHaveLength(1);
      expect(texts.filter((text) => text.includes("as once"))).toHaveLength(0);
    });
  });

  test("keep every value, however many run at a time", async () => {
    const ids = Array.from({ length: 200 }, (_, id) => id);
    await Promise.all(ids.map((id) => keep(id, id % 2 === 0)));
    expect([...(await all(0))]).toEqual(ids.map((id) => ({ id, done: id % 2 === 0 })));
  });

  test("go on with the same values when their table has changed under them", async () => {
    await keep(1, true);
    for (let time = 0; time < 5; time++) await all(1);
    await db().execute(sql`alter table kept add column note text default 'new'`);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        db().execute<Kept>(sql`select * from kept where id >= ${1} and done = ${index % 2 === 0}`),
      ),
    );
    expect(answers.map((rows) => rows.length)).toEqual(answers.map((_, index) => (index % 2 === 0 ? 1 : 0)));
    expect([...(await all(1))]).toEqual([{ id: 1, done: true, note: "new" }]);
    await db().execute(sql`alter table kept add column more int`);
    const again = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        db().execute<Kept>(sql`select * from kept where id >= ${1} and done = ${index % 2 === 0}`),
      ),
    );
    expect(again.map((rows) => rows.length)).toEqual(answers.map((rows) => rows.length));
    expect(again[0]?.[0]).toHaveProperty("more", null);
  });

  test("are refused as any other, and the next one runs", async () => {
    for (let time = 0; time < 4; time++) await keep(time, false);
    await expect(db().execute(sql`insert into kept values (${"x"}, ${true})`)).rejects.toThrow();
    await expect(
      db().transaction(async (tx) => {
        await tx.execute(sql`insert into kept values (${9}, ${true})`);
        await tx.execute(sql`select ${1} / ${0}::int as never`);
      }),
    ).rejects.toThrow();
    await keep(4, true);
    expect(await all(0)).toHaveLength(5);
  });
});
