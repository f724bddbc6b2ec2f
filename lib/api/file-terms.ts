import type { Permission } from "#lib/auth/can.ts";
import { MAX_UPLOAD_BYTES } from "./receive-upload.ts";
import { routeMeta } from "./route-meta.ts";

/** Who may send a file to a route, and how large it may be. */
export interface FileTerms {
  permission: Permission;
  mostBytes: number;
}

/**
 * What it takes to send a file to a route: known before anything of the file is read.
 * @param pathname without the prefix of the API; `null` for a route that takes no files, and for what is no route.
 */
export async function fileTerms(method: string, pathname: string): Promise<FileTerms | null> {
  const meta = await routeMeta(method, pathname);
  if (!meta?.takesFileWith) return null;
  return { permission: meta.takesFileWith, mostBytes: meta.mostFileBytes ?? MAX_UPLOAD_BYTES };
}
