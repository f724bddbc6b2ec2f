import { join } from "node:path";
import { dataFolder } from "#lib/data-dir.ts";
import { newId } from "#lib/new-id.ts";

/** Where the file of an upload lies. */
export async function uploadPath(uploadId: string): Promise<string> {
  return join(await dataFolder("uploads"), uploadId);
}

/** A path for what one reader keeps aside while it reads; the reader makes and removes it. */
export async function scratchPath(): Promise<string> {
  return join(await dataFolder("uploads"), `${newId()}.scratch`);
}
