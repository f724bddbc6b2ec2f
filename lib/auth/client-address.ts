import { isIP } from "node:net";

/**
 * The address a request came from. X-Forwarded-For is a list that every proxy adds its caller to at the end, and
 * that a caller may start with lies: only the entries added by our own side count.
 * @param trustedProxies how many proxies stand in front of the server; 0 for none.
 */
export function clientAddress(forwardedFor: string | null, trustedProxies: number): string {
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  const address = hops.at(-1 - trustedProxies) ?? hops[0] ?? "";
  return isIP(address) ? address : "unknown";
}
