import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { type SendWays, sendRequest } from "#lib/tools/send-request.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const ask = (url: string, ways: Partial<SendWays> = {}) =>
  sendRequest(
    { method: "GET", url, body: null },
    {
      ...{ headers: {}, timeoutMs: 400, maxBytes: 100_000, allowPrivateNetwork: true },
      signal: new AbortController().signal,
      ...ways,
    },
  );

describe("a request to a tool", () => {
  test("is over at its deadline, however steadily an answer without end comes in", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const beat = setInterval(() => response.write("la "), 20);
      response.on("close", () => clearInterval(beat));
    });
    expect(await ask(url)).toEqual({ kind: "failed", code: "timeout" });
  });

  test("reads no more than it may, also of what is small until it is decompressed", async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await ask(url, { timeoutMs: 5_000 })).toEqual({ kind: "too-large" });
  });

  test("follows nobody who sends it elsewhere, and so takes its headers nowhere else", async () => {
    const seen: string[] = [];
    const other = await serve((request, response) => {
      seen.push(String(request.headers.authorization));
      response.end("{}");
    });
    const url = await serve((_, response) => response.writeHead(307, { location: other }).end());
    expect(await ask(url, { headers: { authorization: "Bearer x" } })).toMatchObject({ status: 307 });
    expect(seen).toEqual([]);
  });

  test("goes nowhere inside this network without leave", async () => {
    let count = 0;
    const url = await serve((_, response) => {
      count++;
      response.end("{}");
    });
    expect(await ask(url, { allowPrivateNetwork: false })).toEqual({
      kind: "failed",
      code: "private_address",
    });
    const named = url.replace("127.0.0.1", "localtest.invalid");
    expect(await ask(named, { allowPrivateNetwork: false })).toMatchObject({ kind: "failed" });
    expect(count).toBe(0);
  });

  test("says why nobody answered, and nothing where it was stopped from the inside", async () => {
    const url = await serve((request) => request.socket.destroy());
    expect(await ask(url)).toEqual({ kind: "failed", code: "connection_lost" });
    expect(await ask("http://127.0.0.1:9/")).toEqual({ kind: "failed", code: "connection_refused" });
    const silent = await serve(() => {});
    const stop = new AbortController();
    const asking = ask(silent, { signal: stop.signal, timeoutMs: 60_000 });
    stop.abort();
    expect(await asking).toEqual({ kind: "stopped" });
  });

  test("reads an answer in its own writing", async () => {
    const url = await serve((_, response) => {
      response
        .writeHead(200, { "content-type": "application/json; charset=gbk" })
        .end(Buffer.from([0x22, 0xcf, 0xe3, 0x22]));
    });
    expect(await ask(url)).toMatchObject({ kind: "answered", text: '"香"' });
  });
});
