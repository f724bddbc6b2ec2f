import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ObjectKey } from "#lib/objects/object-store.ts";
import { isWhole } from "./kept-file.ts";
import { MANIFEST, type Manifest, manifestSchema, OBJECTS, objectLine } from "./manifest.ts";
import { isKeptKey, objectPath } from "./object-files.ts";
import type { BackupRefusal } from "./refusal.ts";

/** What a folder says it holds, or why it is no backup. */
export async function readManifest(folder: string): Promise<Manifest | BackupRefusal> {
  const text = await readFile(join(folder, MANIFEST), "utf8").catch(() => null);
  if (text === null) return { code: "no_backup" };
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return { code: "unreadable_backup" };
  }
}

/** Looks through every file of a backup before anything is made of it. @returns what is damaged, or `null`. */
export async function findDamage(folder: string, manifest: Manifest): Promise<BackupRefusal | null> {
  for (const file of [...manifest.tables.map((table) => table.file), manifest.objects.file])
    if (!(await isWhole(folder, file))) return { code: "damaged_backup", path: file.path };
  for await (const { key, bytes, sha256 } of listObjects(folder)) {
    const path = objectPath(key);
    if (!(await isWhole(folder, { path, bytes, sha256 }))) return { code: "damaged_backup", path };
  }
  return null;
}

/** The objects of a backup whose list is whole. */
export async function* listObjects(
  folder: string,
): AsyncGenerator<{ key: ObjectKey; bytes: number; sha256: string }> {
  for await (const line of createInterface({ input: createReadStream(join(folder, OBJECTS)) })) {
    const { key, ...file } = objectLine.parse(JSON.parse(line));
    if (!isKeptKey(key)) throw new Error(`A backup names an object that is none: ${key}`);
    yield { key, ...file };
  }
}
