import { expect, test } from "vitest";
import { providerAddress, providerUrl } from "#lib/models/endpoints/provider-url.ts";
import { checkKey, checkProvider } from "#lib/models/provider-fields.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { misbehavingServer } from "./misbehaving-server.ts";

const AZURE = "https://name.openai.azure.com/openai/v1/?api-version=preview";

test("a path goes before the query of the address, and a query of its own beside it", () => {
  expect(providerAddress(AZURE)).toEqual({
    address: "https://name.openai.azure.com/openai/v1",
    query: "api-version=preview",
  });
  expect(providerUrl(AZURE, "/models")).toBe(
    "https://name.openai.azure.com/openai/v1/models?api-version=preview",
  );
  expect(providerUrl(AZURE, "/models?limit=5")).toBe(
    "https://name.openai.azure.com/openai/v1/models?limit=5&api-version=preview",
  );
  expect(providerUrl("https://api.example.com/v1/", "/models")).toBe("https://api.example.com/v1/models");
});

test.each(["openai", "openai-compatible", "anthropic", "google"] as const)(
  "a call to %s takes the query of its address along, streamed or not",
  async (providerKind) => {
    const asked: string[] = [];
    const server = await misbehavingServer((response, request) => {
      asked.push(request.url ?? "");
      response.writeHead(400, { "content-type": "application/json" }).end("{}");
    });
    const model = callable({ providerKind, baseUrl: `${server.baseUrl}?api-version=preview` });
    const call = { model, messages: [{ role: "user" as const, content: "Hello" }], maxOutputTokens: 9 };
    await callChat(call);
    await callChat({ ...call, onText: () => {} });
    await server.close();
    expect(asked).toHaveLength(2);
    for (const url of asked) {
      const { pathname, searchParams } = new URL(url, server.baseUrl);
      expect(pathname).toMatch(/^\/v1\/[^?]+/);
      expect(searchParams.get("api-version")).toBe("preview");
    }
  },
);

test("a key with a space, a line break, an invisible or a foreign character in it is refused", () => {
  expect([checkKey("sk-proj_A1.b2"), checkKey(null), checkKey(undefined)]).toEqual([null, null, null]);
  for (const key of ["sk-\u200bA", "sk-A\nB", "sk A", "sk-A\u00a0", "ｓｋ-A", "sk-\u0000"])
    expect(checkKey(key)).toEqual({ path: "apiKey", code: "key_not_plain" });
});

test("headers that a call sets itself, and those that are none, are refused by name", () => {
  const check = (headers: Record<string, string>) =>
    checkProvider({ name: "A", kind: "openai", baseUrl: null, headers, allowPrivateNetwork: false });
  expect(check({ "OpenAI-Organization": "org-1", "x-team": "copy" })).toMatchObject({ ok: true });
  for (const name of [
    "Authorization",
    "X-Api-Key",
    "content-length",
    "Host",
    "transfer-encoding",
    "a b",
    "x\r\ny",
  ])
    expect(check({ [name]: "1" })).toMatchObject({
      refusal: {
        fields: [{ path: `headers.${name}`, code: "header_not_allowed", params: { header: name } }],
      },
    });
  expect(check({ "x-team": "a\r\nHost: b" })).toMatchObject({ ok: false });
});

test("an address with a fragment, a blank or an invisible character in it is refused", () => {
  const check = (baseUrl: string) =>
    checkProvider({ name: "A", kind: "openai-compatible", baseUrl, headers: {}, allowPrivateNetwork: false });
  expect(check(AZURE)).toMatchObject({ ok: true });
  for (const address of [
    "https://a.test/v1#x",
    "https://a.test/v1\u200b",
    "https://a.test/ v1",
    "https://a.test/\tv1",
  ])
    expect(check(address)).toMatchObject({ refusal: { fields: [{ path: "baseUrl", code: "url_invalid" }] } });
});
