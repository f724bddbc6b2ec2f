import { rmSync } from "node:fs";
import { sumAmounts } from "#lib/money.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { type Console, makeDataDir, startConsole } from "#tests/fixtures/start-console.ts";
import { makeJob } from "./make-job.ts";

interface Trial {
  status: string;
  counts: Record<string, number>;
  spent: { amount: string }[];
  unknownSpend: { amount: string }[];
}

interface Ledger {
  items: { id: string; seq: number; kind: string; cost: { amount: string } }[];
}

test("a console killed in the middle of a trial goes on with it after its restart", async () => {
  test.setTimeout(240_000);
  const dataDir = makeDataDir();
  try {
    const killed = await startConsole({ dataDir });
    const job = await makeJob(killed, { latencyMs: 1_500 });
    const { datasetId, templateVersionId, modelId } = job;
    const { id } = await made<{ id: string }>(
      killed.api(
        "/trials",
        post({
          datasetId,
          variants: [{ templateVersionId, modelId }],
          sample: { size: 16, method: "first" },
        }),
      ),
    );
    const before = await until(killed, id, ({ counts }) => (counts.succeeded ?? 0) >= 4);
    await killed.kill();

    const restarted = await startConsole({ dataDir });
    const trial = await until(restarted, id, ({ status }) => status !== "running");
    expect(trial.status).toBe("succeeded");
    expect(trial.counts.succeeded).toBe(16);
    const { items } = await made<Ledger>(restarted.api(`/spend/attempts?trial=${id}&limit=200`));
    const settled = items.filter(({ kind }) => kind === "settled");
    const unknown = items.filter(({ kind }) => kind === "unknown");
    expect(settled).toHaveLength(16);
    expect(new Set(settled.map(({ seq }) => seq)).size).toBe(16);
    expect(unknown.length).toBeLessThanOrEqual(4);
    expect(trial.spent[0]?.amount).toBe(sumAmounts(settled.map(({ cost }) => cost.amount)));
    expect(before.counts.succeeded).toBeLessThan(16);
    await restarted.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

async function until(app: Console, id: string, isSo: (trial: Trial) => boolean): Promise<Trial> {
  for (;;) {
    const trial = await made<Trial>(app.api(`/trials/${id}`));
    if (isSo(trial)) return trial;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
