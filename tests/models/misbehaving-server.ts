import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface MisbehavingServer {
  baseUrl: string;
  /** Bodies of the requests so far. */
  bodies: string[];
  close(): Promise<void>;
}

/** A provider on loopback that does with every request what a test wants. */
export async function misbehavingServer(
  behave: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<MisbehavingServer> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      body += part;
    });
    request.on("end", () => {
      bodies.push(body);
      behave(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bodies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
