import { expect, test } from "vitest";
import type { OpenRequest } from "#db/queries/batches/provider-batches.ts";
import type { ProviderBatchRun } from "#lib/batches/provider-batches/open-run.ts";
import { takeInResult } from "#lib/batches/provider-batches/take-in-result.ts";
import { progressOf } from "#lib/items/progress.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { readResultLine } from "#lib/models/endpoints/provider-batch/read-result-line.ts";
import { recipe } from "#tests/items/play-item.ts";
import { callable } from "#tests/models/callable.ts";

const source = { values: { name: "Fig" }, language: "en" };

/** Takes in a file's lines of which each says the same of its request. */
function takingIn(line: object, createdAt: Date) {
  const model = callable({ name: "m" });
  const run = {
    file: { id: "0190c0de-0000-7000-8000-000000000000", createdAt },
    batch: { id: "batch", languages: ["en"] },
    recipeIn: () => recipe(),
    parameters: {},
    checks: { in: () => [] },
    model,
  } as unknown as ProviderBatchRun;
  const take = (seq: number) => {
    const read = readResultLine(JSON.stringify({ custom_id: `r${seq}`, ...line }));
    if (!read) throw new Error("No line.");
    const request = { chunk: 0, fence: 1, seq, key: `${seq}.0.0.g`, amount: "0.02" } as OpenRequest;
    return takeInResult(run, request, progressOf(source), { ...read, counted: null });
  };
  return { model, take };
}

const refusal = (message: string) => ({ response: { status_code: 400, body: { error: { message } } } });

test("a file whose every line refuses a schema lowers what is asked for by one step, and no item fails", async () => {
  const { model, take } = takingIn(
    refusal("response_format is not supported"),
    new Date(Date.now() - 60_000),
  );
  const taken = [await take(1), await take(2), await take(3)];
  for (const { result, ending, pause } of taken) {
    expect({ ending, pause }).toEqual({ ending: null, pause: null });
    expect(result).not.toHaveProperty("carried");
    expect(result.closed).toMatchObject([{ reserved: "0.02", spent: "0", unknown: "0" }]);
    expect(result.entries).toEqual([]);
  }
  expect(capabilitiesOf(model)).toMatchObject({ structuredOutput: "json_object", revision: 1 });
});

test("the next file that is refused lowers it further, until there is nothing left to learn", async () => {
  const line = refusal("response_format is not supported");
  const { model, take } = takingIn(line, new Date(Date.now() + 60_000));
  await take(1);
  await take(2);
  expect(capabilitiesOf(model).structuredOutput).toBe("none");
  expect((await take(3)).ending).toMatchObject({ state: "failed", failure: { code: "provider_refused" } });
});

test("a refusal that is about the request fails its item", async () => {
  const { take } = takingIn(refusal("prompt is too long: 9 tokens > 8 maximum"), new Date());
  expect((await take(1)).ending).toMatchObject({ state: "failed" });
});

test("a refused key pauses the batch, and its item goes into the next file", async () => {
  const body = { error: { message: "Incorrect API key provided" } };
  const { result, ending, pause } = await takingIn({ response: { status_code: 401, body } }, new Date()).take(
    1,
  );
  expect(pause).toMatchObject({ code: "provider_key_refused", params: { detail: body.error.message } });
  expect(ending).toBeNull();
  expect(result).toMatchObject({ carried: { attempts: 1 }, closed: [{ reserved: "0.02", spent: "0" }] });
});

test("an answer that ended in its reasoning goes into the next file with more room", async () => {
  const body = {
    choices: [{ message: { content: "" }, finish_reason: "length" }],
    usage: { prompt_tokens: 10, completion_tokens: 300, total_tokens: 310 },
  };
  const { take } = takingIn({ response: { status_code: 200, body } }, new Date());
  const { result, ending } = await take(1);
  expect(ending).toBeNull();
  expect(result.carried).toMatchObject({ attempts: 1, raised: { tokens: 8_192, forReasoning: true } });
});
