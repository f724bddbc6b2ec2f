import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readEnv } from "./env.ts";

/** A folder for one kind of file under DATA_DIR, made if absent. Every process of an installation shares DATA_DIR. */
export async function dataFolder(kind: "uploads" | "publications" | "provider-batches"): Promise<string> {
  const folder = join(readEnv().DATA_DIR, kind);
  await mkdir(folder, { recursive: true });
  return folder;
}
