import { afterEach, expect, test, vi } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { moderate } from "#lib/models/endpoints/moderate.ts";
import { meterOf } from "#lib/models/meter.ts";
import { startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { answerWith } from "./answer-with.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

// Real servers and sockets: on a busy machine slower than a unit test may be.
vi.setConfig({ testTimeout: 30_000 });

const texts = ["a rose", "I will kill you"];
const answer = {
  id: "modr-1",
  model: "omni-moderation-latest",
  results: [
    { flagged: false, categories: { violence: false, hate: false } },
    { flagged: true, categories: { violence: true, hate: false, illicit: null } },
  ],
};

let server: MisbehavingServer | undefined;
afterEach(() => server?.close());

async function callAgainst(
  behave: Parameters<typeof misbehavingServer>[0],
  given: Partial<CallableModel> = {},
) {
  server = await misbehavingServer(behave);
  return moderate.call(callable({ name: "m", baseUrl: `${server.baseUrl}/`, ...given }), { texts });
}

test("a moderation model says of each text whether and for what it is flagged, for nothing", async () => {
  let asked: { url?: string | undefined; authorization?: string | undefined } = {};
  const outcome = await callAgainst((response, request) => {
    asked = { url: request.url, authorization: request.headers.authorization };
    answerWith(answer)(response, request);
  });
  expect(outcome).toMatchObject({
    kind: "answered",
    verdicts: [
      { flagged: false, categories: [] },
      { flagged: true, categories: ["violence"] },
    ],
    usage: meterOf(),
    usageSource: "reported",
    requestId: "modr-1",
  });
  expect(asked).toEqual({ url: "/v1/moderations", authorization: "Bearer sk-test" });
  expect(JSON.parse(server?.bodies[0] ?? "")).toEqual({ model: "m", input: texts });
  expect(moderate.bound(callable({}), { texts })).toMatchObject({
    amount: "0",
    counted: 6,
    longestAnswer: 0,
  });
});

test("the sandbox's is spoken to like any other", async () => {
  const sandbox = await startSandbox();
  const model = callable({
    providerKind: "sandbox",
    baseUrl: `${sandbox.url}/v1`,
    name: "sandbox-moderation",
  });
  expect(await moderate.call(model, { texts })).toMatchObject({
    kind: "answered",
    verdicts: [{ flagged: false }, { flagged: true, categories: ["violence"] }],
  });
  await sandbox.close();
});

test.for(["anthropic", "google", "stable-diffusion"] as const)(
  "there is none at %s",
  async (providerKind) => {
    expect(await callAgainst(answerWith(answer), { providerKind })).toEqual({
      kind: "refused",
      code: "no_moderation_model",
      detail: "m",
    });
    expect(server?.bodies).toEqual([]);
  },
);

test("a full limit is throttled, and an answer that lacks a verdict cannot be read", async () => {
  expect(await callAgainst(answerWith({ error: {} }, { "retry-after-ms": "50" }, 429))).toMatchObject({
    kind: "throttled",
  });
  await server?.close();
  const invalid = { kind: "uncertain", code: "invalid_answer" };
  expect(await callAgainst(answerWith({ results: answer.results.slice(1) }))).toEqual(invalid);
  await server?.close();
  expect(await callAgainst(answerWith("<html>"))).toEqual(invalid);
});
