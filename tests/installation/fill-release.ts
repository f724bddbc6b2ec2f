import { addPerson, made, post } from "#tests/fixtures/console.ts";
import { type FilledConsole, fillConsole } from "#tests/fixtures/fill-console.ts";
import type { Console } from "#tests/fixtures/start-console.ts";

/** Of the installations that `npm run keep-release` makes, and of nothing else. */
export const RELEASE_ENCRYPTION_KEY = "cHJlc3N3b3JrLCBhIHJlbGVhc2UgdGhhdCBpcyBrZXA=";
/** Whose key must open after every upgrade. */
export const KEYED_PROVIDER = {
  name: "Keeps a key 有密钥",
  kind: "openai",
  apiKey: "sk-of-a-release-that-is-kept-0123",
};
/** Names of batches. */
export const PAUSED_HALF_WAY = "Paused half-way 暂停";
export const WITH_FAILURES = "With failures 有失败";
export const BY_PROVIDER_BATCH = "By provider batch 批处理";
export const EDITED_TITLE = "Edited by hand 人工修改";

const PRICES = { inputPerMTok: "0.05", outputPerMTok: "0.1", batchDiscount: "0.5", currency: "USD" };

/**
 * Fills a console that was started with the sample with what an upgrade must not lose: the whole job, and what is
 * kept of work that failed, was paused half-way, went by provider batch, or was edited.
 */
export async function fillRelease(app: Console): Promise<void> {
  const filled = await fillConsole(app);
  await made(app.api("/providers", post(KEYED_PROVIDER)));
  await finished(app, await launch(app, filled, WITH_FAILURES, 30, "realtime", FAILING));
  await finished(
    app,
    await launch(app, filled, BY_PROVIDER_BATCH, 10, "provider-batch", { batchSeconds: "1" }),
  );
  await pauseHalfWay(app, await launch(app, filled, PAUSED_HALF_WAY, 60, "realtime", { latencyMs: "300" }));
  await editAndEscalate(app, filled.batch);
  await until(async () => {
    const { items } = await made<{ items: { status: string }[] }>(app.api("/publications"));
    return items.every(({ status }) => status === "succeeded");
  });
}

const FAILING = { faultRate: "0.5", faultKinds: "content-filter,misfit,invalid-json,cut-off" };

const HEADERS = {
  latencyMs: "x-sandbox-latency-ms",
  faultRate: "x-sandbox-fault-rate",
  faultKinds: "x-sandbox-fault-kinds",
  batchSeconds: "x-sandbox-batch-seconds",
};

/** Launches the filled template on a simulated model of its own. @returns the batch's id. */
async function launch(
  app: Console,
  { dataset, versions }: FilledConsole,
  name: string,
  rowLimit: number,
  mode: "realtime" | "provider-batch",
  settings: Partial<typeof HEADERS>,
): Promise<string> {
  const headers = Object.fromEntries(
    Object.entries(settings).map(([setting, value]) => [HEADERS[setting as keyof typeof HEADERS], value]),
  );
  const provider = await made<{ id: string }>(
    app.api("/providers", post({ name, kind: "sandbox", headers })),
  );
  const model = { providerId: provider.id, name: "sandbox-fast", kind: "text", limits: { concurrency: 4 } };
  const { id: modelId } = await made<{ id: string }>(app.api("/models", post({ ...model, prices: PRICES })));
  const batch = {
    name,
    datasetId: dataset,
    templateVersionId: versions[1],
    modelId,
    languages: ["en"],
    rowLimit,
    mode,
    budgetCap: { amount: "2", currency: "USD" },
  };
  return (await made<{ id: string }>(app.api("/batches", post(batch)))).id;
}

interface Batch {
  status: string;
  counts: { succeeded: number; failed: number };
}

async function finished(app: Console, id: string): Promise<void> {
  await until(async () => {
    const { status } = await made<Batch>(app.api(`/batches/${id}`));
    return status === "succeeded";
  });
}

async function pauseHalfWay(app: Console, id: string): Promise<void> {
  const batch = () => made<Batch>(app.api(`/batches/${id}`));
  await until(async () => (await batch()).counts.succeeded > 3);
  await made(app.api(`/batches/${id}/pause`, post({})));
  await until(async () => (await batch()).status === "paused");
}

interface Claim {
  itemId: string;
  token: number;
  outputVersion: number;
  output: Record<string, unknown>;
}

async function editAndEscalate(app: Console, batchId: string): Promise<void> {
  const { token } = await addPerson(app, ["reviewer"]);
  const { claims } = await made<{ claims: Claim[] }>(
    app.api("/review/claims", { ...post({ batchId, limit: 6 }), token }),
  );
  const [edited, escalated] = claims.map(({ output, ...claim }) => ({
    named: { itemId: claim.itemId, token: claim.token, outputVersion: claim.outputVersion },
    output,
  }));
  const decisions = [
    { ...edited?.named, decision: "edit", output: { ...edited?.output, title: EDITED_TITLE } },
    { ...escalated?.named, decision: "escalate", note: "Not for me 请看" },
  ];
  const { results } = await made<{ results: { status: string }[] }>(
    app.api("/review/decisions", { ...post(decisions), token }),
  );
  if (results.some(({ status }) => status !== "accepted")) throw new Error(JSON.stringify(results));
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("It took more than two minutes.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
