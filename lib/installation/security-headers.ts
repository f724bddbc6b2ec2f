/** Names and values of headers. */
export type HeaderValues = Record<string, string>;

/** What no answer goes without. @param publicUrl where browsers reach the console, when that is known. */
export function securityHeaders(publicUrl: string | undefined): HeaderValues {
  return {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ...(publicUrl?.startsWith("https:") && { "strict-transport-security": "max-age=31536000" }),
  };
}

/** What an answer of the API adds: it is nobody's page, and nothing between keeps it. */
export const apiHeaders: HeaderValues = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/**
 * What a page may load and run: scripts that carry its nonce and what these load, and otherwise only what comes from
 * here, but for pictures. Styles may stand in the page: the editor, charts and notices put theirs in as they go.
 * @param dev whether screens are compiled as they are asked for, which evaluates code and talks over a socket.
 */
export function pagePolicy(nonce: string, dev = false): string {
  const directives = {
    "default-src": "'self'",
    "script-src": `'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src": "'self' 'unsafe-inline'",
    // Pictures of products lie wherever their shop keeps them.
    "img-src": "'self' data: blob: https:",
    "font-src": "'self'",
    "connect-src": `'self'${dev ? " ws:" : ""}`,
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; ");
}
