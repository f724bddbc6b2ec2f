import { setTimeout as wait } from "node:timers/promises";
import Big from "big.js";
import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { prices } from "#db/schema/models.ts";
import { attempts } from "#db/schema/spend.ts";
import { newId } from "#lib/new-id.ts";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import type { ProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import type { FaultCase } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";
import { untilStarted } from "../until-started.ts";

const LATER_CHUNKS_MS = 15_000;

/** Prices change while a batch runs: every call is charged at the very version that its entry names. */
export const priceChange: FaultCase = {
  name: "price change mid-run",
  on: ["postgres"],
  rounds: { short: 2, long: 20 },
  async play({ provider, work, finished }, { rounds }) {
    await provider.latency(60);
    const rows = 500 * rounds;
    const materials = await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: 8 } });
    const batchId = await launch(materials);
    await untilStarted(work(batchId));
    await wait(500);
    let changedAt = Date.now();
    for (let change = 1; change <= rounds; change++) {
      changedAt = Date.now();
      await db()
        .insert(prices)
        .values({
          id: newId(),
          modelId: materials.modelId,
          effectiveFrom: new Date(),
          currency: "USD",
          inputPerMTok: String(1 + change),
          outputPerMTok: String(4 + change / 8),
        });
      await wait(2_000);
    }
    await provider.latency(20);
    await finished(batchId);
    const account = await takeAccount(batchId, provider);
    // The provider has no versions: its bill is made up call by call at the version that each entry names.
    const { bill, newest, stale } = await billByVersion(batchId, provider, changedAt);
    if (newest === 0) account.contradictions.push("no call was charged at the newest price");
    if (stale > 0) account.contradictions.push(`${stale} calls were charged at an old price after 15 s`);
    const finding = { ...account, bill };
    return { account: finding, crashed: false, did: `${rounds} changes in ${rows} items` };
  },
};

async function billByVersion(batchId: string, provider: ProviderProcess, changedAt: number) {
  const usages = await provider.usages();
  const versions = new Map((await db().select().from(prices)).map((version) => [version.id, version]));
  const latest = [...versions.values()].sort((a, b) => +b.effectiveFrom - +a.effectiveFrom)[0];
  const entries = await db().select().from(attempts).where(eq(attempts.runId, batchId));
  let bill = new Big(0);
  for (const entry of entries) {
    const usage = usages[entry.providerRequestId ?? ""];
    const version = versions.get(entry.priceId);
    if (!usage || !version) continue;
    bill = bill.plus(
      new Big(usage.inputTokens)
        .times(version.inputPerMTok)
        .plus(new Big(usage.outputTokens).times(version.outputPerMTok))
        .times("0.000001"),
    );
  }
  const isStale = (entry: (typeof entries)[number]) =>
    entry.priceId !== latest?.id && entry.at.getTime() > changedAt + LATER_CHUNKS_MS;
  return {
    bill: bill.toFixed(),
    newest: entries.filter(({ priceId }) => priceId === latest?.id).length,
    stale: entries.filter(isStale).length,
  };
}
