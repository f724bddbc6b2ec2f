import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { addPeerAddress, clientAddress } from "#lib/auth/client-address.ts";

describe("the address of a caller", () => {
  test("without a proxy what the caller claims does not count", () => {
    const request = {
      headers: { "x-forwarded-for": "1.1.1.1, 2.2.2.2" } as Record<string, string>,
      socket: { remoteAddress: "203.0.113.9" },
    };
    addPeerAddress(request as unknown as IncomingMessage);
    expect(clientAddress(request.headers["x-forwarded-for"] ?? null, 0)).toBe("203.0.113.9");
  });

  test("behind one proxy it is whom the proxy saw", () => {
    expect(clientAddress("1.1.1.1, 203.0.113.9, 10.0.0.2", 1)).toBe("203.0.113.9");
  });

  test("with fewer hops than proxies it is the first there is", () => {
    expect(clientAddress("10.0.0.2", 3)).toBe("10.0.0.2");
  });

  // https://github.com/express-rate-limit/express-rate-limit/issues/234: a gateway's own way, and RFC 7239's.
  test.each([
    ["203.0.113.9:50123", "203.0.113.9"],
    ["[2001:db8::9]:443", "2001:db8::9"],
    ["[2001:db8::9]", "2001:db8::9"],
    ['"[2001:db8::9]:443"', "2001:db8::9"],
    ["2001:db8::9", "2001:db8::9"],
  ])("a proxy that says the port too, %s, says who it is all the same", (hop, seen) => {
    expect(clientAddress(`1.1.1.1, ${hop}, 10.0.0.2`, 1)).toBe(seen);
    expect(clientAddress(`1.1.1.1, ${hop.replace("443", "444")}, 10.0.0.2`, 1)).toBe(seen);
  });

  test("what only looks like one with a port is none", () => {
    for (const hop of ["203.0.113.9:", "203.0.113.9:x", "999.1.1.1:80", "[::1", "evil:80", "1.2.3.4:5:6"])
      expect(clientAddress(hop, 0)).toBe("unknown");
  });

  test("what is no address is unknown", () => {
    expect([null, "", "<script>"].map((header) => clientAddress(header, 0))).toEqual(
      Array(3).fill("unknown"),
    );
  });
});
