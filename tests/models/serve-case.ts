import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { misbehavingServer } from "./misbehaving-server.ts";

/** An answer as a provider was reported to give it. */
export interface WireAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string;
  /** Exact text of the stream, where one was asked for. */
  stream?: string;
  /** It is a stream whether or not one was asked for. */
  sse?: boolean;
  compress?: keyof typeof COMPRESSED;
  /** Tokens charged: input, of them cached, output. */
  bill?: [number, number, number];
  /** Nobody can tell from the answer what was charged. */
  uncertain?: boolean;
}

const COMPRESSED = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  zstd: zstdCompressSync,
};

/**
 * A server's behaviour that gives such an answer about one row, streamed where that was asked for.
 * @param lastRequest the body of the request that is being answered.
 */
export function serveCase(
  answer: WireAnswer,
  row: string,
  lastRequest: () => string,
): Parameters<typeof misbehavingServer>[0] {
  return (response) => {
    const sent = lastRequest();
    const body = answer.body.replaceAll("ROW-n", row);
    const isStream = answer.sse === true || (sent.includes('"stream":true') && body.includes('"choices"'));
    const text = isStream ? (answer.stream?.replaceAll("ROW-n", row) ?? streamOf(body)) : body;
    const bytes = answer.compress ? COMPRESSED[answer.compress](text) : Buffer.from(text);
    response.writeHead(answer.status, {
      "content-type": isStream ? "text/event-stream" : "application/json",
      ...(answer.compress && { "content-encoding": answer.compress }),
      ...answer.headers,
    });
    response.end(bytes);
  };
}

function streamOf(body: string): string {
  const { choices, usage, ...frame } = JSON.parse(body);
  const [{ message, finish_reason }] = choices;
  const chunk = (part: object) =>
    `data: ${JSON.stringify({ ...frame, object: "chat.completion.chunk", ...part })}\n\n`;
  const choice = (delta: object, reason: string | null) => ({
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  return [
    chunk(choice(message, null)),
    chunk(choice({}, finish_reason)),
    usage ? chunk({ choices: [], usage }) : "",
    "data: [DONE]\n\n",
  ].join("");
}
