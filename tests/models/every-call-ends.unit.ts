import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LONGEST_BODY } from "#lib/models/endpoints/decode-body.ts";
import { embed } from "#lib/models/endpoints/embed.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

vi.setConfig({ testTimeout: 30_000 });

let server: MisbehavingServer;
afterEach(() => server?.close());

/** A provider that sends a success bit by bit, for ever or up to a last part. */
async function dripping(part: string, last?: { afterParts: number; text: string }) {
  server = await misbehavingServer((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    let parts = 0;
    const timer = setInterval(() => {
      if (parts++ === last?.afterParts) {
        clearInterval(timer);
        response.end(last.text);
      } else response.write(part);
    }, 50);
    response.on("close", () => clearInterval(timer));
  });
  return callable({ baseUrl: server.baseUrl });
}

const ask = (model: ReturnType<typeof callable>, timeoutMs: number, signal?: AbortSignal) =>
  callChat({
    model,
    messages: [{ role: "user", content: "Write." }],
    maxOutputTokens: 100,
    timeoutMs,
    ...(signal && { signal }),
  });

describe("a body of white space alone", () => {
  test("is given up, however steadily it comes, and may have been billed", async () => {
    const startedAt = Date.now();
    expect(await ask(await dripping("\n"), 400)).toEqual({ kind: "uncertain", code: "timeout" });
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  test("before an answer is waited for", async () => {
    const text = JSON.stringify({
      choices: [{ message: { content: "Fig" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 1 },
    });
    const model = await dripping("\n", { afterParts: 4, text });
    expect(await ask(model, 2_000)).toMatchObject({ kind: "answered", text: "Fig" });
  });

  test("is left at once by whoever stops the call", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    expect(await ask(await dripping("\n"), 20_000, stop.signal)).toEqual({
      kind: "uncertain",
      code: "aborted",
    });
  });
});

test.each(["google", "openai"] as const)(
  "a body of %s that would fill the memory once it is decompressed is not read",
  async (providerKind) => {
    server = await misbehavingServer((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync(Buffer.alloc(LONGEST_BODY + 1, " ")));
    });
    const model = callable({ providerKind, baseUrl: server.baseUrl, name: "text-embedding-004" });
    expect(await embed.call(model, { texts: ["Fig"] })).toEqual({
      kind: "uncertain",
      code: "invalid_answer",
    });
  },
);
