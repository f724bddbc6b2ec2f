import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { LONGEST_BODY } from "#lib/models/endpoints/decode-body.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

const TIMEOUT_MS = 200;
const KINDS: CallableModel["providerKind"][] = ["openai-compatible", "anthropic", "google"];

let server: MisbehavingServer;
afterEach(() => server.close());

/** Asks a provider that sends the same again and again for ever. */
async function ask(
  providerKind: CallableModel["providerKind"],
  part: string,
  everyMs: number,
  { isStreamed = false, type = "application/json" } = {},
) {
  server = await misbehavingServer((response: ServerResponse) => {
    response.writeHead(200, { "content-type": type });
    const timer = setInterval(() => response.write(part), everyMs);
    response.on("close", () => clearInterval(timer));
  });
  const startedAt = performance.now();
  const outcome = await callChat({
    model: callable({ providerKind, baseUrl: server.baseUrl, name: "m" }),
    messages: [{ role: "user", content: "Hello" }],
    maxOutputTokens: 10,
    timeoutMs: TIMEOUT_MS,
    ...(isStreamed && { onText: () => {} }),
  });
  return { outcome, tookMs: performance.now() - startedAt };
}

test.each(KINDS)(
  "an answer of %s that drips a byte at a time is given up, and may be billed",
  async (kind) => {
    const { outcome, tookMs } = await ask(kind, "{", 50);
    expect(outcome).toEqual({ kind: "uncertain", code: "timeout" });
    expect(tookMs).toBeGreaterThan(4 * TIMEOUT_MS);
    expect(tookMs).toBeLessThan(25 * TIMEOUT_MS);
  },
);

test.each(KINDS)("an answer of %s that brings nothing but white space is given up sooner", async (kind) => {
  const { outcome, tookMs } = await ask(kind, "\n", 40);
  expect(outcome).toEqual({ kind: "uncertain", code: "timeout" });
  expect(tookMs).toBeLessThan(4 * TIMEOUT_MS);
});

test.each<[CallableModel["providerKind"], string]>([
  ["openai-compatible", 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'],
  ["anthropic", 'event: ping\ndata: {"type":"ping"}\n\n'],
])("a stream of %s that never ends is given up", async (kind, event) => {
  const { outcome } = await ask(kind, event, 30, { isStreamed: true, type: "text/event-stream" });
  expect(outcome).toEqual({ kind: "uncertain", code: "timeout" });
});

test.each(KINDS)(
  "an answer of %s that unpacks to more than any answer is not taken in",
  async (providerKind) => {
    const packed = gzipSync(Buffer.alloc(LONGEST_BODY + 1, " "));
    server = await misbehavingServer((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(packed);
    });
    const outcome = await callChat({
      model: callable({ providerKind, baseUrl: server.baseUrl, name: "m" }),
      messages: [{ role: "user", content: "Hello" }],
      maxOutputTokens: 10,
    });
    expect(outcome).toEqual({ kind: "uncertain", code: "invalid_answer" });
  },
);
