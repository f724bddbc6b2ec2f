import { afterEach, describe, expect, test, vi } from "vitest";
import { embed } from "#lib/models/endpoints/embed.ts";
import { moderate } from "#lib/models/endpoints/moderate.ts";
import { picture } from "#lib/models/endpoints/picture.ts";
import { answerWith } from "./answer-with.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

vi.setConfig({ testTimeout: 30_000 });

let server: MisbehavingServer;
afterEach(() => server?.close());

type Model = ReturnType<typeof callable>;

const ASKED: [kind: string, ask: (model: Model) => Promise<object>][] = [
  ["text", (model) => callChat({ model, messages: [{ role: "user", content: "Hi" }], maxOutputTokens: 10 })],
  ["vectors", (model) => embed.call(model, { texts: ["Fig"] })],
  ["pictures", (model) => picture.call(model, { task: "draw", prompt: "A fig", count: 1 })],
  ["a judgement", (model) => moderate.call(model, { texts: ["Fig"] })],
];

const HIDDEN: [what: string, body: object, outcome: object][] = [
  [
    "no credits",
    { error: { message: "Insufficient credits", code: 402 } },
    { kind: "exhausted", detail: "Insufficient credits" },
  ],
  ["a full rate limit", { error: { message: "upstream rate-limited", code: 429 } }, { kind: "throttled" }],
  [
    "a wrong key",
    { code: "invalid_api_key", message: "Wrong key" },
    { kind: "refused", code: "provider_unauthorized" },
  ],
  [
    "MiniMax's own",
    { base_resp: { status_code: 1008, status_msg: "insufficient balance" } },
    { kind: "exhausted" },
  ],
];

describe.each(ASKED)("a success that holds an error in the place of %s", (_, ask) => {
  test.each(HIDDEN)("is that error: %s", async (_what, body, outcome) => {
    server = await misbehavingServer(answerWith(body));
    expect(await ask(callable({ baseUrl: server.baseUrl, name: "m" }))).toMatchObject(outcome);
  });
});
