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

// Public by its range, and answered inside every machine of Azure alone: what its agents and metadata are asked at.
const METADATA = new Set(["168.63.129.16"]);
// What IPv6 gives to the public so far; all else is reserved, of a network's own, or an IPv4 address in another form.
const PUBLIC_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");
// What a network without IPv4 makes of a public IPv4 address when a name is asked for (RFC 6052): it leads there.
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
const IPV4_BYTES = 4;
const ISATAP = /^[0-9a-f:]*:(?:0|200):5efe:/;

/**
 * Whether an IP address is anything but a public unicast one: private, loopback, link-local, reserved, a cloud's
 * metadata, or one that stands for an IPv4 address (compatible, 6to4, Teredo, ISATAP), whichever that is. A mapped one, and
 * one of NAT64's own prefix, counts as what it stands for.
 */
export function isPrivateAddress(address: string): boolean {
  const parsed = meant(ipaddr.process(address));
  if (parsed.range() !== "unicast" || METADATA.has(parsed.toString())) return true;
  if (!(parsed instanceof ipaddr.IPv6)) return false;
  return !parsed.match(PUBLIC_IPV6) || ISATAP.test(parsed.toNormalizedString());
}

function meant(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6) || !address.match(NAT64)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(-IPV4_BYTES));
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

// As a socket wants it: IPv6 without brackets; a name's last dot says only that it is whole.
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$|\.$/g, "");
}

// A literal address never reaches a lookup; `localhost` is always this machine (RFC 6761).
function isPrivateHost(host: string): boolean {
  if (isIP(host)) return isPrivateAddress(host);
  return host === "localhost" || host.endsWith(".localhost");
}
