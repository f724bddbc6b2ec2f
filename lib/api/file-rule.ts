import type { Permission } from "#lib/auth/can.ts";
import { MAX_UPLOAD_BYTES } from "./receive-upload.ts";
import { routeMeta } from "./route-meta.ts";

/** What it takes to send a file to a route. */
export interface FileRule {
  permission: Permission;
  largestBytes: number;
}

/**
 * What it takes to send a file to a route: known before anything of the file is read.
 * @param pathname without the prefix of the API; `null` for a route that takes no files, and for what is no route.
 */
export async function fileRule(method: string, pathname: string): Promise<FileRule | null> {
  const { takesFileWith: permission, largestFileBytes: largestBytes = MAX_UPLOAD_BYTES } =
    (await routeMeta(method, pathname)) ?? {};
  return permission ? { permission, largestBytes } : null;
}
