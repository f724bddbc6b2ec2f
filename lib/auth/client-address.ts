import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * The address a request came from. X-Forwarded-For is a list that every proxy adds its caller to at the end, and
 * that a caller may start with lies: only the entries added by our own side count.
 * @param trustedProxies how many proxies stand in front of the server; 0 for none.
 */
export function clientAddress(forwardedFor: string | null, trustedProxies: number): string {
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  const address = withoutPort(hops.at(-1 - trustedProxies) ?? hops[0] ?? "");
  return isIP(address) ? address : "unknown";
}

// Azure's gateways add the port that somebody came from, another at each connection; IPv6 then has brackets (RFC 7239, 6).
function withoutPort(hop: string): string {
  const [, v6, v4] = /^(?:"?\[([^\]]+)\](?::\d+)?"?|([\d.]+):\d+)$/.exec(hop) ?? [];
  return v6 ?? v4 ?? hop;
}

/** Adds whoever is connected to us to X-Forwarded-For, as every proxy does, so that its end can be believed. */
export function addPeerAddress(request: IncomingMessage): void {
  const said = request.headers["x-forwarded-for"];
  request.headers["x-forwarded-for"] = [said, request.socket.remoteAddress].filter(Boolean).join(", ");
}
