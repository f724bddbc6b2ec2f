import type { misbehavingServer } from "./misbehaving-server.ts";

/** A server's behaviour that answers every request the same: JSON, or text as it is. */
export function answerWith(
  body: unknown,
  headers: Record<string, string> = {},
  status = 200,
): Parameters<typeof misbehavingServer>[0] {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}
