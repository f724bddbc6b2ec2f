import type { Permission } from "#lib/auth/can.ts";
import { commands } from "./commands.ts";
import { destinations } from "./destinations.ts";

/** Pages that need something else than what they stand below. */
const OF_THEIR_OWN: readonly { path: RegExp; needs: Permission }[] = [
  { path: /^\/trials\/[^/]+\/vote$/, needs: "trials:vote" },
  { path: /^\/catalogue\/imports\/new$/, needs: "catalogue:write" },
  { path: /^\/review\/practice$/, needs: "review:decide" },
  { path: /^\/review\/practice\/items$/, needs: "practice:write" },
  { path: /^\/templates\/[^/]+\/improvements(\/|$)/, needs: "trials:read" },
];

/**
 * What the page at an address needs: its own, or that of the longest known address it begins with; `null` for nothing
 * known.
 */
export function permissionOf(address: string): Permission | null {
  const path = address.replace(/[?#].*$/, "");
  const own = OF_THEIR_OWN.find((page) => page.path.test(path));
  if (own) return own.needs;
  const known = [...destinations, ...commands].filter(
    ({ href }) => path === href || (href !== "/" && path.startsWith(`${href}/`)),
  );
  return known.sort((a, b) => b.href.length - a.href.length)[0]?.needs ?? null;
}
