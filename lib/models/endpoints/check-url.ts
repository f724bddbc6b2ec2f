import { lookup as resolveName } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { accept, type Result, refuse } from "#lib/result.ts";

/** An address inside the installation's own network was about to be connected to. */
class PrivateAddressError extends Error {
  readonly code = "private_address";

  constructor(hostname: string) {
    super(`${hostname} is an address inside this network.`);
    this.name = "PrivateAddressError";
  }
}

/**
 * Whether calls may go to this URL, as far as its text tells. What a name resolves to is checked when the
 * connection is made (see `publicLookup`), so that it cannot change in between.
 */
export function checkUrl(
  url: string,
  allowPrivateNetwork: boolean,
): Result<URL, "url_invalid" | "url_scheme" | "url_credentials" | "private_address"> {
  const parsed = URL.parse(url);
  if (!parsed) return refuse("url_invalid");
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return refuse("url_scheme");
  if (parsed.username || parsed.password) return refuse("url_credentials");
  const host = hostOf(parsed);
  if (!allowPrivateNetwork && isPrivateHost(host)) return refuse("private_address", { host });
  return accept(parsed);
}

/** Whether an IP address is anything but a public unicast one: private, loopback, link-local, mapped, reserved… */
export function isPrivateAddress(address: string): boolean {
  return ipaddr.process(address).range() !== "unicast";
}

/** Resolves a name as the system does, and fails when any of its addresses is inside this network. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(new PrivateAddressError(hostname), []);
    }
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    return callback(null, first?.address ?? "", first?.family ?? 0);
  });
};

// As a socket wants it: IPv6 without brackets.
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

// A literal address never reaches a lookup; `localhost` is always this machine (RFC 6761).
function isPrivateHost(host: string): boolean {
  if (isIP(host)) return isPrivateAddress(host);
  return host === "localhost" || host.endsWith(".localhost");
}
