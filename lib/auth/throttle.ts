import ipaddr from "ipaddr.js";

/**
 * Sign-ins that may fail within one window before the next has to wait: of an account from one address, from one address
 * whatever the account, of an account from addresses of strangers together, and at a browser that its member has signed
 * in at before. The last is counted apart from all others, so that nobody's guessing holds up who is known.
 */
export const SIGN_IN_LIMITS = { accountAtAddress: 5, address: 20, account: 100, device: 10 } as const;
export const WINDOW_MS = 15 * 60_000;

/** Attempts counted for an account or an address; a new window starts with the first attempt after the old one. */
export interface AttemptCount {
  attempts: number;
  windowStartedAt: Date;
}

/** How long a sign-in has to wait, in ms; 0 when it may go ahead. `attempts` already counts this one. */
export function waitMs({ attempts, windowStartedAt }: AttemptCount, limit: number, now: Date): number {
  if (attempts <= limit) return 0;
  return Math.max(0, windowStartedAt.getTime() + WINDOW_MS - now.getTime());
}

/** What a person is told to wait, in whole minutes, never less than was meant. */
export function inMinutes(ms: number): number {
  return Math.ceil(ms / 60_000);
}

/**
 * The address that failures are counted for. An IPv6 customer owns a whole /64, so that is one address here;
 * what is not an address at all counts as one and the same.
 */
export function throttledAddress(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`);
  return `${network.toString()}/64`;
}
