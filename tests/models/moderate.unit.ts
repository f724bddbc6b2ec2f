import sharp from "sharp";
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

test("pictures are sent one by one behind the texts, as those that judge them take no more at once", async () => {
  const one = (flagged: boolean) => ({ results: [{ flagged, categories: { "violence/graphic": flagged } }] });
  const answers = [answer, one(false), one(true)];
  server = await misbehavingServer((response, request) => answerWith(answers.shift())(response, request));
  const pictures = ["AAAA", "BBBB"].map((base64) => ({ mediaType: "image/jpeg", base64 }) as const);
  const outcome = await moderate.call(callable({ name: "m", baseUrl: server.baseUrl }), { texts, pictures });
  expect(outcome).toMatchObject({
    verdicts: [
      { flagged: false },
      { flagged: true },
      { flagged: false },
      { categories: ["violence/graphic"] },
    ],
  });
  const inputs = server.bodies.map((body) => JSON.parse(body).input);
  const shown = (base64: string) => [
    { type: "image_url", image_url: { url: `data:image/jpeg;base64,${base64}` } },
  ];
  expect(inputs).toEqual([texts, shown("AAAA"), shown("BBBB")]);
});

test("the sandbox takes a picture that is mostly red for blood, and one that it cannot read for none", async () => {
  const sandbox = await startSandbox();
  const baseUrl = `${sandbox.url}/v1`;
  const model = callable({ providerKind: "sandbox", baseUrl, name: "sandbox-moderation" });
  const filled = async (background: string) => {
    const plain = { create: { width: 40, height: 40, channels: 3 as const, background } };
    const base64 = (await sharp(plain).jpeg().toBuffer()).toString("base64");
    return { mediaType: "image/jpeg", base64 } as const;
  };
  const pictures = await Promise.all([filled("#c01010"), filled("#1010c0")]);
  expect(await moderate.call(model, { texts: [], pictures })).toMatchObject({
    verdicts: [{ flagged: true, categories: ["violence/graphic"] }, { flagged: false }],
  });
  const broken = { mediaType: "image/jpeg", base64: "AAAA" } as const;
  expect(await moderate.call(model, { texts: [], pictures: [broken] })).toMatchObject({ kind: "refused" });
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
