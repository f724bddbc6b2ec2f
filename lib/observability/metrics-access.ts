import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request carries the installation's METRICS_TOKEN; never when there is none. */
export function carriesMetricsToken(
  authorization: string | null | undefined,
  token: string | undefined,
): boolean {
  const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  return given !== undefined && token !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
