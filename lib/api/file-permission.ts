import type { Permission } from "#lib/auth/can.ts";
import { routeMeta } from "./route-meta.ts";

/**
 * What it takes to send a file to a route: known before anything of the file is read.
 * @param pathname without the prefix of the API; `null` for a route that takes no files, and for what is no route.
 */
export async function filePermission(method: string, pathname: string): Promise<Permission | null> {
  return (await routeMeta(method, pathname))?.takesFileWith ?? null;
}
