import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectKey, ObjectStore } from "./object-store.ts";
import { scratchPath } from "./scratch.ts";

/** Objects as files of a folder, each at the path that its key names. Processes that share objects share the folder. */
export function folderStore(folder: string): ObjectStore {
  const pathOf = (key: ObjectKey) => join(/* turbopackIgnore: true */ folder, key);
  return {
    async put(key, content) {
      const unfinished = await scratchPath();
      try {
        const bytes = await write(unfinished, content);
        const path = pathOf(key);
        await mkdir(/* turbopackIgnore: true */ dirname(path), { recursive: true, mode: 0o700 });
        await rename(/* turbopackIgnore: true */ unfinished, path);
        await syncFolder(dirname(path));
        return bytes;
      } catch (cause) {
        await rm(/* turbopackIgnore: true */ unfinished, { force: true });
        throw cause;
      }
    },
    async get(key) {
      const path = pathOf(key);
      const found = await sizeOf(path);
      return found && { ...found, content: createReadStream(/* turbopackIgnore: true */ path) };
    },
    async delete(key) {
      await rm(/* turbopackIgnore: true */ pathOf(key), { force: true });
    },
    async *list(prefix) {
      const kind = prefix.slice(0, prefix.indexOf("/"));
      const names = await readdir(/* turbopackIgnore: true */ join(folder, kind)).catch(orNone([]));
      for (const name of names) {
        const key = `${kind}/${name}` as ObjectKey;
        if (!key.startsWith(prefix)) continue;
        // Somebody may delete it meanwhile.
        const found = await stat(/* turbopackIgnore: true */ pathOf(key)).catch(orNone(null));
        if (found?.isFile()) yield { key, changedAt: found.mtime };
      }
    },
    async localCopy(key) {
      const path = pathOf(key);
      const found = await sizeOf(path);
      return found && { ...found, path, async release() {} };
    },
  };
}

async function write(path: string, content: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(/* turbopackIgnore: true */ path, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const part of content) {
      await file.writeFile(part);
      bytes += part.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}

// A new name is only safe once its folder is.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(/* turbopackIgnore: true */ folder, "r");
  await handle.sync();
  await handle.close();
}

async function sizeOf(path: string): Promise<{ bytes: number } | null> {
  const found = await stat(/* turbopackIgnore: true */ path).catch(orNone(null));
  return found?.isFile() ? { bytes: found.size } : null;
}

function orNone<None>(none: None): (error: NodeJS.ErrnoException) => None {
  return (error) => {
    if (error.code === "ENOENT") return none;
    throw error;
  };
}
