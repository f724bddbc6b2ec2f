import { describe, expect, test } from "vitest";
import { readWrittenAnswer } from "#lib/models/endpoints/provider-batch/written-call.ts";
import {
  answerWithoutSecrets,
  heardWithoutSecrets,
  recordWithoutSecrets,
  withoutSecrets,
} from "#lib/models/endpoints/without-secrets.ts";
import { answerWith } from "./answer-with.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { misbehavingServer } from "./misbehaving-server.ts";

const KEY = "sk-proj-Zq8+x/Yt4Lm0Vw2Rb7Nc5Kd9";
const HEADER = "gateway-token-8f3a91c0d2";
const QUERY = "subscription=Qs7Tn3Xe9Zk1";
const model = callable({
  apiKey: KEY,
  headers: { "x-gateway": HEADER },
  baseUrl: `https://gateway.example/v1?${QUERY}&api-version=2024-10-21`,
});
const shown = (text: string) => withoutSecrets(model, text);

describe("what a provider was told in confidence is masked where it says that again", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  test.each([
    ["whole", `Incorrect API key: ${KEY}`],
    ["in the middle of other letters", `xx${KEY}xx`],
    ["twice", `${KEY} ${KEY}`],
    ["in JSON", JSON.stringify({ error: { message: `key ${KEY}` } })],
    ["for a URL", `https://x/?key=${encodeURIComponent(KEY)}`],
    ["for a URL in small letters", encodeURIComponent(KEY).toLowerCase()],
    ["in base64", base64(KEY)],
    ["in base64 after a word", base64(`Bearer ${KEY}`)],
    ["in base64 after another", base64(`user:${KEY}`)],
    ["in base64 after a third", base64(`ab${KEY}cd`)],
    ["in base64 for URLs", Buffer.from(KEY).toString("base64url")],
    ["in hex", Buffer.from(KEY).toString("hex")],
    ["its first half", `${KEY.slice(0, 16)}…`],
    ["its second half", `…${KEY.slice(16)}`],
    ["its middle", KEY.slice(8, 20)],
    ["with stars inside", `${KEY.slice(0, 12)}******${KEY.slice(-10)}`],
    ["a header", `x-gateway was ${HEADER}`],
    ["the query", `GET /v1?${QUERY}`],
  ])("%s", (_, text) => {
    const told = shown(text);
    expect(told).toContain("[secret]");
    for (const secret of [KEY, HEADER, "Qs7Tn3Xe9Zk1"])
      for (let at = 0; at + 8 <= secret.length; at++) {
        const piece = secret.slice(at, at + 8);
        if (/\d/.test(piece)) expect(told).not.toContain(piece);
      }
  });

  test("and nothing else is touched", () => {
    for (const text of [
      "A gateway to subscriptions, by token.",
      "香水 50 ml，前调为佛手柑",
      '{"title":"Rose EDP 50 ml","sku":"8412345678901","url":"https://shop.example/p/rose-2024?id=12345678"}',
      "project-management-software Barcode-Scanner-2000",
    ])
      expect(shown(text)).toBe(text);
    const outcome = { kind: "refused", code: "provider_unauthorized", detail: "No." };
    expect(recordWithoutSecrets(model, outcome)).toBe(outcome);
  });

  test("of a key that is a word or short nothing is looked for in other words", () => {
    const local = callable({ apiKey: "ollama" });
    expect(withoutSecrets(local, "ollama is a program")).toBe("ollama is a program");
    const worded = callable({ apiKey: "provider-key" });
    expect(withoutSecrets(worded, "the provider said")).toBe("the provider said");
    expect(withoutSecrets(worded, "got provider-key")).toBe("got [secret]");
  });

  test("a long text costs little", () => {
    const text = "Eau de Parfum with bergamot, rose and Ambroxan2000; ".repeat(40_000);
    const startedAt = performance.now();
    expect(shown(text)).toBe(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe("the text of an answer", () => {
  const shop = callable({
    apiKey: KEY,
    headers: { "X-Title": "Acme Outdoor", "x-gateway": HEADER, "x-team": "outdoor-and-garden" },
    baseUrl: "https://name.openai.azure.com/openai?api-version=2024-10-21&region=northwest",
  });
  const answered = (text: string) => answerWithoutSecrets(shop, { text, requestId: null }).text;

  test("keeps what it shares with settings and with parts of a key", () => {
    for (const text of [
      "Released 2024-10-15, updated 2024-10-21",
      "Acme Outdoor: the outdoor-and-garden range of the northwest",
      `A key begins with ${KEY.slice(0, 10)}`,
    ])
      expect(answered(text)).toBe(text);
  });

  test.each([
    ["the key", KEY],
    ["the key in base64", Buffer.from(`Bearer ${KEY}`).toString("base64")],
    ["the key in base64 for URLs", Buffer.from(KEY).toString("base64url")],
    ["the key in hex", Buffer.from(KEY).toString("hex")],
    ["the key for a URL", encodeURIComponent(KEY)],
    ["the credential of a gateway", HEADER],
  ])("is without %s, whole", (_, secret) => {
    expect(answered(`Rose ${secret}.`)).toMatch(/^Rose .{0,12}\[secret\].{0,2}\.$/);
  });

  test("is without a key at any moment while it is written", () => {
    for (let length = 0; length <= KEY.length; length++)
      expect(heardWithoutSecrets(shop, `Rose ${KEY.slice(0, length)}`)).not.toContain(KEY.slice(0, 8));
    expect(heardWithoutSecrets(shop, `Rose ${KEY} and`)).toBe("Rose [secret] and");
  });

  test("keeps the word that a server without keys was given for one", () => {
    const local = callable({ apiKey: "anything" });
    expect(answerWithoutSecrets(local, { text: "anything goes" }).text).toBe("anything goes");
  });

  test("and all else of an answer is masked in parts as well", () => {
    const { requestId } = answerWithoutSecrets(shop, { text: "", requestId: `req ${KEY.slice(0, 16)}` });
    expect(requestId).toBe("req [secret]");
  });

  test("costs nothing to speak of", () => {
    const text = "Eau de Parfum with bergamot, rose and Ambroxan2000; ".repeat(40_000);
    const startedAt = performance.now();
    expect(answered(text)).toBe(text);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

test("what tells nothing by its name is no secret anywhere", () => {
  const azure = callable({
    apiKey: KEY,
    headers: {
      "anthropic-version": "2023-06-01",
      "X-Title": "Acme Outdoor",
      "HTTP-Referer": "https://acme.example",
    },
    baseUrl: "https://name.openai.azure.com/openai?api-version=2024-10-21",
  });
  const said =
    "api-version 2024-10-21 of 2023-06-01 for Acme Outdoor at https://acme.example is not supported";
  expect(withoutSecrets(azure, said)).toBe(said);
});

describe("a call to a provider that echoes", () => {
  const messages = [{ role: "user" as const, content: "Write." }];
  const said = JSON.stringify({ title: `Bearer ${KEY}`, note: Buffer.from(KEY).toString("base64") });
  const completion = {
    id: "call",
    choices: [{ message: { role: "assistant", content: said }, finish_reason: "stop" }],
    usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
  };
  const refusal = { error: { message: `Bad key ${KEY}, header ${HEADER}`, code: KEY } };
  test.each([
    ["in its answer and a header", answerWith(completion, { "x-request-id": `req-${KEY}` })],
    ["in a refusal", answerWith(refusal, {}, 401)],
    ["in a refusal for want of balance", answerWith(refusal, {}, 402)],
    ["in an error inside a success", answerWith({ error: refusal.error })],
    ["in a page", answerWith(`<html>${KEY}</html>`, { "content-type": "text/html" }, 400)],
  ])("%s tells nothing of it to anybody", async (_, behaviour) => {
    await using server = await serverOf(behaviour);
    const heard: string[] = [];
    const outcome = await callChat({
      model: callable({ apiKey: KEY, headers: { "x-gateway": HEADER }, baseUrl: server.baseUrl }),
      messages,
      maxOutputTokens: 50,
      onText: (text) => heard.push(text),
    });
    const told = JSON.stringify([outcome, heard]);
    expect(told).not.toContain(KEY);
    expect(told).not.toContain(Buffer.from(KEY).toString("base64").slice(0, 20));
    expect(told).not.toContain(HEADER);
  });
});

test("an answer of a provider batch is masked like one of real time", async () => {
  const call = {
    model: callable({ apiKey: KEY, baseUrl: "https://x.example/v1?api-version=2024-10-21" }),
    messages: [],
    maxOutputTokens: 50,
  };
  const bodyOf = (content: string) =>
    JSON.stringify({
      id: `call-${KEY}`,
      choices: [{ message: { role: "assistant", content }, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
    });
  const read = await readWrittenAnswer(call, bodyOf(`Of 2024-10-15, by ${KEY}`), null);
  expect(read).toMatchObject({ text: "Of 2024-10-15, by [secret]", requestId: "call-[secret]" });
  const failed = await readWrittenAnswer(
    call,
    JSON.stringify({ error: { message: `Bad ${KEY}`, code: 400 } }),
    null,
  );
  expect(failed).toMatchObject({ kind: "refused", detail: "Bad [secret]" });
});

async function serverOf(behaviour: Parameters<typeof misbehavingServer>[0]) {
  const server = await misbehavingServer(behaviour);
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}
