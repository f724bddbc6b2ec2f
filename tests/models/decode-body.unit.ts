import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { decodeBody, LONGEST_BODY } from "#lib/models/endpoints/decode-body.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

vi.setConfig({ testTimeout: 30_000 });

const text = Buffer.from("Rosé, again and again and again");

describe("a compressed body", () => {
  test.each([
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["GZIP", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["br", brotliCompressSync(text)],
    ["zstd", zstdCompressSync(text)],
    ["gzip, br", brotliCompressSync(gzipSync(text))],
    [undefined, gzipSync(text)],
    ["identity", gzipSync(text)],
    [undefined, text],
    ["identity", text],
    ["none", text],
  ])("in %s is read", (encoding, body) => {
    expect(decodeBody(body, encoding).toString()).toBe(text.toString());
  });

  test("that is broken or would fill the memory is not", () => {
    expect(() => decodeBody(text, "gzip")).toThrow();
    expect(() => decodeBody(gzipSync(Buffer.alloc(LONGEST_BODY + 1)), "gzip")).toThrow();
  });
});

describe("from a provider", () => {
  let server: MisbehavingServer;
  afterEach(() => server?.close());

  async function ask(kind: "openai-compatible" | "anthropic", status: number, body: Buffer, isTrial = false) {
    server = await misbehavingServer((response) => {
      response.writeHead(status, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(body);
    });
    return callChat({
      model: callable({ providerKind: kind, baseUrl: server.baseUrl, name: "m" }),
      messages: [{ role: "user", content: "Hello" }],
      maxOutputTokens: 10,
      ...(isTrial && { onText: () => {} }),
    });
  }

  test("of any kind it is read, successes and errors alike", async () => {
    const message = {
      id: "msg",
      type: "message",
      role: "assistant",
      model: "m",
      content: [{ type: "text", text: "Hello" }],
      stop_reason: "end_turn",
      usage: { input_tokens: 11, output_tokens: 3 },
    };
    const answer = await ask("anthropic", 200, gzipSync(JSON.stringify(message)));
    expect(answer).toMatchObject({ kind: "answered", text: "Hello" });
    const error = gzipSync(JSON.stringify({ error: { type: "invalid_request_error", message: "No such" } }));
    for (const kind of ["openai-compatible", "anthropic"] as const) {
      await server.close();
      expect(await ask(kind, 400, error)).toMatchObject({ kind: "refused", detail: "No such" });
    }
  });

  test("a success that cannot be decompressed may have been billed, an error is told by its status", async () => {
    expect(await ask("openai-compatible", 200, text)).toEqual({ kind: "uncertain", code: "invalid_answer" });
    await server.close();
    expect(await ask("anthropic", 200, text)).toMatchObject({ kind: "uncertain" });
    await server.close();
    expect(await ask("openai-compatible", 401, text)).toMatchObject({ code: "provider_unauthorized" });
    await server.close();
    expect(await ask("anthropic", 401, text)).toMatchObject({ code: "provider_unauthorized" });
  });
});
