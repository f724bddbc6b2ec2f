import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => fetch(`${sandbox.url}/bill`, { method: "DELETE" }));

interface Batch {
  id: string;
  status: string;
  errors: { data: { code: string; line: number | null }[] } | null;
  output_file_id: string | null;
  error_file_id: string | null;
  request_counts: { total: number; completed: number; failed: number };
  metadata: Record<string, string> | null;
}

interface ResultLine {
  custom_id: string;
  response: { status_code: number; body: { choices: { message: { content: string } }[] } } | null;
  error: { code: string } | null;
}

const json = async <Body>(path: string, init?: RequestInit) =>
  (await (await fetch(`${sandbox.url}${path}`, init)).json()) as Body;

const chat = (index: number) => ({
  model: "sandbox-fast",
  messages: [{ role: "user", content: `Write a title for Perfume ${index}.` }],
  max_tokens: 200,
});
const line = (index: number, change: object = {}) =>
  JSON.stringify({
    custom_id: `item-${index}`,
    method: "POST",
    url: "/v1/chat/completions",
    body: chat(index),
    ...change,
  });
const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index));

async function upload(content: string): Promise<string> {
  const form = new FormData();
  form.set("purpose", "batch");
  form.set("file", new Blob([content]), "requests.jsonl");
  return (await json<{ id: string }>("/v1/files", { method: "POST", body: form })).id;
}

async function make(requests: string[], settings: Record<string, string> = {}): Promise<Batch> {
  const input_file_id = await upload(requests.join("\n"));
  return json<Batch>("/v1/batches", {
    method: "POST",
    headers: { "content-type": "application/json", "x-sandbox-batch-seconds": "0", ...settings },
    body: JSON.stringify({
      input_file_id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
      metadata: { ours: "1" },
    }),
  });
}

const look = (id: string) => json<Batch>(`/v1/batches/${id}`);
async function results(fileId: string | null): Promise<ResultLine[]> {
  if (!fileId) return [];
  const text = await (await fetch(`${sandbox.url}/v1/files/${fileId}/content`)).text();
  return text
    .trim()
    .split("\n")
    .map((one) => JSON.parse(one) as ResultLine);
}
const bill = () =>
  json<{ total: { calls: number }; batched: { total: { calls: number; outputTokens: number } } }>("/bill");

describe("a batch of the sandbox", () => {
  test("answers every request once, in another order, with the text of real time", async () => {
    const { id } = await make(lines(60));
    const batch = await look(id);
    expect(batch).toMatchObject({ status: "completed", metadata: { ours: "1" }, error_file_id: null });
    expect(batch.request_counts).toEqual({ total: 60, completed: 60, failed: 0 });
    const found = await results(batch.output_file_id);
    const ids = found.map(({ custom_id }) => custom_id);
    const inOrder = Array.from({ length: 60 }, (_, index) => `item-${index}`);
    expect(ids).not.toEqual(inOrder);
    expect(new Set(ids)).toEqual(new Set(inOrder));
    const realTime = await json<{ choices: { message: { content: string } }[] }>("/v1/chat/completions", {
      method: "POST",
      headers: { "x-sandbox-latency-ms": "0" },
      body: JSON.stringify(chat(7)),
    });
    const seventh = found.find(({ custom_id }) => custom_id === "item-7");
    expect(seventh?.response?.body.choices[0]?.message).toEqual(realTime.choices[0]?.message);
  });

  test("bills its calls apart from those of real time, once however often it is looked at", async () => {
    const { id } = await make(lines(5));
    await look(id);
    await look(id);
    const { total, batched } = await bill();
    expect(total.calls).toBe(0);
    expect(batched.total.calls).toBe(5);
    expect(batched.total.outputTokens).toBeGreaterThan(0);
  });

  test("goes through its states in the time it is given", async () => {
    const { id, status } = await make(lines(4), { "x-sandbox-batch-seconds": "0.6" });
    expect(status).toBe("validating");
    const seen = new Set<string>();
    for (let looked = 0; looked < 60; looked++) {
      const batch = await look(id);
      seen.add(batch.status);
      if (batch.status === "completed") break;
      await wait(15);
    }
    expect([...seen].filter((state) => state !== "validating")).toEqual([
      "in_progress",
      "finalizing",
      "completed",
    ]);
  });

  test("that expires gives and bills what was done, and says which requests were not", async () => {
    const { id } = await make(lines(10), { "x-sandbox-batch-finished": "0.4" });
    const batch = await look(id);
    expect(batch).toMatchObject({ status: "expired", request_counts: { total: 10, completed: 4 } });
    expect(await results(batch.output_file_id)).toHaveLength(4);
    const left = await results(batch.error_file_id);
    expect(left.map(({ response, error }) => [response, error?.code])).toEqual(
      Array(6).fill([null, "batch_expired"]),
    );
    expect((await bill()).batched.total.calls).toBe(4);
  });

  test("gives lines twice when asked to, and bills them once", async () => {
    const { id } = await make(lines(10), { "x-sandbox-batch-duplicates": "1" });
    const { output_file_id } = await look(id);
    expect(await results(output_file_id)).toHaveLength(20);
    expect((await bill()).batched.total.calls).toBe(10);
  });

  test("has error lines when asked to, which cost nothing", async () => {
    const { id } = await make(lines(10), { "x-sandbox-fault-rate": "1", "x-sandbox-fault-kinds": "500" });
    const batch = await look(id);
    expect(batch.request_counts).toEqual({ total: 10, completed: 0, failed: 10 });
    const errors = await results(batch.error_file_id);
    expect(errors.map(({ response }) => response?.status_code)).toEqual(Array(10).fill(500));
    expect((await bill()).batched.total.calls).toBe(0);
  });

  test("is cancelled with what it had done by then", async () => {
    const { id } = await make(lines(20), { "x-sandbox-batch-seconds": "1" });
    await wait(500);
    const cancelling = await json<Batch>(`/v1/batches/${id}/cancel`, { method: "POST" });
    expect(cancelling.status).toBe("cancelling");
    await wait(150);
    const batch = await look(id);
    expect(batch.status).toBe("cancelled");
    expect(batch.request_counts.completed).toBeGreaterThan(0);
    expect(batch.request_counts.completed).toBeLessThan(20);
    expect(await results(batch.output_file_id)).toHaveLength(batch.request_counts.completed);
    const again = await fetch(`${sandbox.url}/v1/batches/${id}/cancel`, { method: "POST" });
    expect(again.status).toBe(409);
  });

  test("fails over what is wrong with its lines", async () => {
    const wrong = [line(0), line(0), "{", line(2, { url: "/v1/embeddings" })];
    const batch = await look((await make(wrong)).id);
    expect(batch.status).toBe("failed");
    expect(batch.errors?.data.map(({ code, line: at }) => [code, at])).toEqual([
      ["duplicate_custom_id", 2],
      ["invalid_json_line", 3],
      ["invalid_url", 4],
    ]);
    expect(
      (await look((await make(lines(3), { "x-sandbox-batch-requests": "2" })).id)).errors?.data,
    ).toMatchObject([{ code: "too_many_tasks" }]);
  });

  test("is found in the list, page by page, newest first", async () => {
    const made = [await make(lines(1)), await make(lines(1)), await make(lines(1))].map(({ id }) => id);
    const first = await json<{ data: Batch[]; has_more: boolean }>("/v1/batches?limit=2");
    expect(first.data.map(({ id }) => id)).toEqual([made[2], made[1]]);
    expect(first.has_more).toBe(true);
    const next = await json<{ data: Batch[] }>(`/v1/batches?limit=1&after=${made[1]}`);
    expect(next.data[0]).toMatchObject({ id: made[0], metadata: { ours: "1" } });
  });

  test("loses its input when the file is removed", async () => {
    const id = await upload(line(1));
    expect(await json(`/v1/files/${id}`)).toMatchObject({ id, purpose: "batch" });
    expect(await json(`/v1/files/${id}`, { method: "DELETE" })).toMatchObject({ deleted: true });
    expect((await fetch(`${sandbox.url}/v1/files/${id}/content`)).status).toBe(404);
  });
});
