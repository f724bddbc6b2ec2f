import { chmodSync, mkdirSync } from "node:fs";
import { log } from "#lib/observability/log.ts";

const OWNER_ONLY = 0o700;

/**
 * Makes what this process and those it starts write readable by nobody else on the machine, and the folder of their data
 * closed to others, whatever lies in it from before.
 */
export function keepFilesPrivate(dataDir: string): void {
  process.umask(0o077);
  mkdirSync(dataDir, { recursive: true, mode: OWNER_ONLY });
  try {
    chmodSync(dataDir, OWNER_ONLY);
  } catch (err) {
    log.warn({ err }, "DATA_DIR belongs to somebody else: others may be able to read it");
  }
}
