import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { models, providers } from "#db/schema/models.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { seal } from "#lib/seal.ts";
import {
  booksOf,
  launch,
  makeMaterials,
  operator,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import {
  type Behaviour,
  type SeenRequest,
  startProvider,
  type TestProvider,
} from "#tests/fixtures/provider.ts";

const KEY = "sk-proj-Zq8Yt4Lm0Vw2Rb7Nc5Kd9Xe3";
const HEADER = "gateway-8f3a91c0d2";
const PIECES = [KEY.slice(4, 20), Buffer.from(KEY).toString("base64").slice(4, 24), HEADER];

describeOnDatabase("a provider that repeats what it was told in confidence", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    vi.stubEnv("ENCRYPTION_KEY", Buffer.alloc(32, 7).toString("base64"));
    provider = await startProvider();
    await workHere();
  });
  afterAll(() => provider.stop());

  async function run(behave: (request: SeenRequest) => Behaviour) {
    provider.behave(behave);
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 6, limits: { concurrency: 2 } });
    const [model] = await db().select().from(models).where(eq(models.id, materials.modelId));
    const id = model?.providerId ?? "";
    await db()
      .update(providers)
      .set({
        sealedApiKey: seal(KEY, id),
        sealedHeaders: seal(JSON.stringify({ "x-gateway": HEADER }), `${id}:headers`),
      })
      .where(eq(providers.id, id));
    return launch(materials);
  }

  test("in its answers puts it into no item, no event and no table", async () => {
    const said = `Rose ${KEY} ${Buffer.from(`Bearer ${KEY}`).toString("base64")} ${HEADER}`;
    const id = await run(() => ({ do: "answer", text: JSON.stringify({ title: said }) }));
    await untilState(id, ["succeeded"]);
    const { items } = await booksOf(id);
    expect(JSON.stringify(items)).toContain("Rose [secret]");
    await expectNowhere(id);
  });

  test.each([401, 402, 400])(
    "in a refusal of %i tells the rest of its words and not that",
    async (status) => {
      const body = `Wrong key ${KEY}, gateway ${HEADER}`;
      const id = await run(() => ({ do: "fail", status, body }));
      await untilState(id, ["paused", "failed", "succeeded"]);
      await expectNowhere(id);
    },
  );

  async function expectNowhere(batchId: string): Promise<void> {
    const told = [JSON.stringify(await viewBatch(operator, batchId))];
    const tables = await db().execute<{ name: string }>(
      sql`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
          where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables)
      told.push(JSON.stringify(await db().execute(sql.raw(`select t::text from ${name} t`))));
    expect(told.length).toBeGreaterThan(20);
    for (const piece of PIECES) for (const text of told) expect(text).not.toContain(piece);
  }
});
