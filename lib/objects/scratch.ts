import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { readEnv } from "#lib/env.ts";
import { newId } from "#lib/new-id.ts";

/** A process that has not touched its scratch files for so long is gone, wherever it ran. */
const ABANDONED_AFTER_MS = 24 * 60 * 60_000;
const OWN = `${hostname()}.${process.pid}`;

/** A path on this machine for what one reader or writer needs for a while; whoever asks makes and removes the file. */
export async function scratchPath(): Promise<string> {
  const folder = join(/* turbopackIgnore: true */ scratchFolder(), OWN);
  await mkdir(/* turbopackIgnore: true */ folder, { recursive: true, mode: 0o700 });
  return join(/* turbopackIgnore: true */ folder, newId());
}

/**
 * Removes what processes that are gone have left: on this machine at once, elsewhere on the same disk after a day.
 * @param isStarting whether this process has made none of its own yet: what bears its number is a dead one's then.
 */
export async function clearScratch({ isStarting = false } = {}): Promise<void> {
  const folder = scratchFolder();
  const names = await readdir(/* turbopackIgnore: true */ folder).catch(() => []);
  for (const name of names) {
    const path = join(/* turbopackIgnore: true */ folder, name);
    if (name === OWN ? isStarting : isDead(name) || (await isAbandoned(path)))
      await rm(/* turbopackIgnore: true */ path, { recursive: true, force: true });
  }
}

function scratchFolder(): string {
  return join(/* turbopackIgnore: true */ readEnv().DATA_DIR, "scratch");
}

function isDead(name: string): boolean {
  const [, host, pid] = /^(.*)\.(\d+)$/.exec(name) ?? [];
  if (host !== hostname()) return false;
  try {
    return !process.kill(Number(pid), 0);
  } catch (error) {
    // One of another user's is alive all the same.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const files = await readdir(/* turbopackIgnore: true */ folder).catch(() => []);
  const paths = [folder, ...files.map((file) => join(/* turbopackIgnore: true */ folder, file))];
  const times = await Promise.all(
    paths.map((path) =>
      stat(/* turbopackIgnore: true */ path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Date.now() - Math.max(...times) > ABANDONED_AFTER_MS;
}
