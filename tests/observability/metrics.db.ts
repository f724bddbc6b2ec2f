import { afterEach, expect, test } from "vitest";
import { GET } from "#app/api/metrics/route.ts";
import { db } from "#db/client.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import type { Role } from "#lib/auth/role.ts";
import { newId } from "#lib/new-id.ts";
import { noteCall, noteFlush } from "#lib/observability/metrics.ts";
import { serveMetrics } from "#lib/observability/serve-metrics.ts";
import { addMember, addToken } from "#tests/auth/people.ts";
import { launch, makeMaterials, until } from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

const METRICS_TOKEN = "a-token-of-the-monitoring-system";

describeOnBothDatabases("the figures for Prometheus", () => {
  afterEach(() => {
    delete process.env.METRICS_TOKEN;
  });

  async function readAs(...roles: Role[]): Promise<Response> {
    const member = await addMember(roles);
    return read((await addToken(member.id)).token);
  }

  test("are for managers, admins and the monitoring system, and for nobody else", async () => {
    expect((await read(null)).status).toBe(401);
    expect((await read("made-up")).status).toBe(401);
    expect((await read(METRICS_TOKEN)).status).toBe(401);
    expect((await readAs("operator", "reviewer")).status).toBe(403);
    expect((await readAs("manager")).status).toBe(200);
    expect((await readAs("admin")).status).toBe(200);
    process.env.METRICS_TOKEN = METRICS_TOKEN;
    expect((await read(METRICS_TOKEN)).status).toBe(200);
    expect((await read(`${METRICS_TOKEN}x`)).status).toBe(401);
  });

  test("tell calls, items, queue, batches and money to the last digit", async () => {
    noteCall("test-model", "settled", 120);
    noteCall("test-model", "throttled", 5);
    noteFlush({ rows: 7, seconds: 0.02, succeeded: 5, failed: 1, skipped: 1 });
    const materials = await makeMaterials({ providerUrl: "http://127.0.0.1:1/v1", rows: 3 });
    const batchId = await launch(materials);
    await recordAttempts(db(), [attempt(batchId, materials.modelId, "settled", "12345678.000000000001")]);
    await recordAttempts(db(), [attempt(batchId, materials.modelId, "unknown", "0.000437")]);
    process.env.METRICS_TOKEN = METRICS_TOKEN;
    // The installation's figures are kept for two seconds.
    const lines = await until(async () => {
      const text = await (await read(METRICS_TOKEN)).text();
      return text.includes("0.000437") && text.split("\n");
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^presswork_calls_total\{model="test-model",outcome="settled"\} \d+$/),
        expect.stringMatching(/^presswork_calls_total\{model="test-model",outcome="throttled"\} \d+$/),
        expect.stringMatching(/^presswork_call_duration_seconds_bucket\{le="0.25",model="test-model"\} \d+$/),
        expect.stringMatching(/^presswork_items_total\{ending="succeeded"\} \d+$/),
        expect.stringMatching(/^presswork_flush_rows_sum \d+$/),
        expect.stringMatching(/^presswork_queue_jobs\{kind="batches\.feed",state="waiting"\} \d+$/),
        'presswork_batches{state="running"} 1',
        'presswork_money_spent{currency="USD",simulated="false"} 12345678.000000000001',
        'presswork_money_unknown{currency="USD",simulated="false"} 0.000437',
        expect.stringMatching(/^nodejs_eventloop_lag_p99_seconds /),
        expect.stringMatching(/^process_resident_memory_bytes /),
      ]),
    );
  });

  test("of a worker alone are at its own port, for its token", async () => {
    const served = await serveMetrics({ METRICS_PORT: 0, METRICS_TOKEN, HOST: "127.0.0.1" });
    const ask = (path: string, token?: string) =>
      fetch(`http://127.0.0.1:${served?.port}${path}`, {
        headers: token ? { authorization: `Bearer ${token}` } : {},
      });
    expect((await ask("/metrics")).status).toBe(401);
    expect((await ask("/", METRICS_TOKEN)).status).toBe(404);
    const answer = await ask("/metrics", METRICS_TOKEN);
    expect(answer.headers.get("content-type")).toContain("version=0.0.4");
    expect(await answer.text()).toContain("process_resident_memory_bytes");
    served?.close();
    expect(await serveMetrics({ METRICS_PORT: undefined, METRICS_TOKEN, HOST: "127.0.0.1" })).toBeNull();
  });
});

function read(token: string | null): Promise<Response> {
  const headers = token ? { authorization: `Bearer ${token}` } : undefined;
  return GET(new Request("http://localhost/api/metrics", headers && { headers }));
}

function attempt(batchId: string, modelId: string, kind: "settled" | "unknown", cost: string) {
  return {
    id: newId(),
    kind,
    runKind: "batch" as const,
    runId: batchId,
    seq: 0,
    language: "en",
    modelId,
    priceId: newId(),
    memberId: newId(),
    outcome: "answered",
    cost,
    currency: "USD",
  };
}
