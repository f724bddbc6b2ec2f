import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of pictures for tests, at a name that only tests resolve (see `resolveShop`). */
export interface Shop {
  /** What it answers, by path; 404 to any other. */
  answers: Record<string, RequestListener>;
  port: number;
  at(path: string): string;
  close(): void;
}

export async function openShop(): Promise<Shop> {
  const answers: Shop["answers"] = {};
  const server = createServer((request, response) => {
    const answer = answers[new URL(request.url ?? "/", "http://shop").pathname];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ answers, port },
    at: (path) => `http://shop.example:${port}${path}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

type CheckUrl = typeof import("#lib/models/endpoints/check-url.ts");

/** The check of addresses as it is, but that the shop's name leads to this machine. For `vi.mock`. */
export async function resolveShop(original: () => Promise<CheckUrl>): Promise<CheckUrl> {
  const real = await original();
  const publicLookup: CheckUrl["publicLookup"] = (host, options, found) => {
    if (host !== "shop.example") return real.publicLookup(host, options, found);
    return options.all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4);
  };
  return { ...real, publicLookup };
}
