import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseBucketAddress } from "#lib/objects/bucket-address.ts";
import { bucketStore } from "#lib/objects/bucket-store.ts";
import { folderStore } from "#lib/objects/folder-store.ts";
import type { ObjectStore } from "#lib/objects/object-store.ts";
import { type ObjectServer, startObjectServer } from "#tests/fixtures/object-server.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const folder = temporaryFolder();
let server: ObjectServer;
beforeAll(async () => {
  process.env.DATA_DIR = folder;
  server = await startObjectServer();
});
afterAll(() => server.stop());

const of = (content: string | Buffer) => Readable.from([Buffer.from(content)]);
const MIB = 1024 ** 2;

async function* breakingOff(bytes: number) {
  for (let sent = 0; sent < bytes; sent += MIB) yield randomBytes(MIB);
  throw new Error("broken off");
}

async function keysOf(store: ObjectStore, prefix: Parameters<ObjectStore["list"]>[0]): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys.sort();
}

function scratchFiles(): string[] {
  return readdirSync(join(folder, "scratch"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function scratchBytes(): number {
  return scratchFiles().reduce((bytes, path) => bytes + statSync(path).size, 0);
}

const STORES = {
  "a folder": () => folderStore(folder),
  "a bucket": () => bucketStore(parseBucketAddress(server.url())),
};

for (const [name, open] of Object.entries(STORES)) {
  describe(name, () => {
    let store: ObjectStore;
    beforeEach(() => {
      store = open();
    });

    test("keeps an object, gives it again and deletes it", async () => {
      expect(await store.put("uploads/one", of("玫瑰"))).toBe(6);
      const found = await store.get("uploads/one");
      expect(found?.bytes).toBe(6);
      expect(found && (await text(found.content))).toBe("玫瑰");
      await store.delete("uploads/one");
      expect(await store.get("uploads/one")).toBeNull();
      expect(await store.localCopy("uploads/one")).toBeNull();
      await store.delete("uploads/one");
    });

    test("keeps an empty object", async () => {
      expect(await store.put("uploads/empty", of(""))).toBe(0);
      expect((await store.get("uploads/empty"))?.bytes).toBe(0);
    });

    test("puts an object in the place of another", async () => {
      await store.put("publications/again", of("first"));
      await store.put("publications/again", of("second"));
      const found = await store.get("publications/again");
      expect(found && (await text(found.content))).toBe("second");
    });

    test("keeps nothing of content that breaks off, and what was there before", async () => {
      await store.put("uploads/kept", of("kept"));
      for (const bytes of [MIB, 20 * MIB]) {
        await expect(store.put("uploads/kept", breakingOff(bytes))).rejects.toThrow("broken off");
        await expect(store.put("uploads/half", breakingOff(bytes))).rejects.toThrow("broken off");
      }
      expect(await store.get("uploads/half")).toBeNull();
      const found = await store.get("uploads/kept");
      expect(found && (await text(found.content))).toBe("kept");
      expect(server.unfinished()).toEqual([]);
    });

    test("lists what begins so", async () => {
      for (const key of ["a.1", "a.2", "ab"] as const) await store.put(`provider-batches/${key}`, of(key));
      await store.put("publications/a.3", of("elsewhere"));
      expect(await keysOf(store, "provider-batches/a.")).toEqual([
        "provider-batches/a.1",
        "provider-batches/a.2",
      ]);
      expect(await keysOf(store, "provider-batches/")).toHaveLength(3);
      const [first] = [await Array.fromAsync(store.list("provider-batches/ab"))].flat();
      expect(Math.abs(Date.now() - (first?.changedAt.getTime() ?? 0))).toBeLessThan(10_000);
    });

    test("lends an object as a file, and a copy of one goes with its release", async () => {
      await store.put("uploads/lent", of("lent"));
      const copy = await store.localCopy("uploads/lent");
      expect(copy).toMatchObject({ bytes: 4 });
      expect(readFileSync(copy?.path ?? "", "utf8")).toBe("lent");
      await copy?.release();
      expect(existsSync(copy?.path ?? "")).toBe(name === "a folder");
      expect((await store.get("uploads/lent"))?.bytes).toBe(4);
    });

    test("takes a large object, never far ahead of what has been kept", { timeout: 60_000 }, async () => {
      const block = randomBytes(MIB);
      const keptBytes = () =>
        name === "a folder" ? scratchBytes() : server.receivedBytes() - receivedBefore;
      const receivedBefore = server.receivedBytes();
      let furthestAhead = 0;
      async function* large() {
        for (let sent = 0; sent < 200; sent++) {
          furthestAhead = Math.max(furthestAhead, sent * MIB - keptBytes());
          yield block;
        }
      }
      expect(await store.put("uploads/large", large())).toBe(200 * MIB);
      expect(furthestAhead / MIB).toBeLessThan(40);
      const found = await store.get("uploads/large");
      expect(found?.bytes).toBe(200 * MIB);
      const content = found && (await buffer(found.content));
      expect(content?.subarray(-MIB).equals(block)).toBe(true);
      await store.delete("uploads/large");
    });

    test("leaves nothing in the scratch folder", () => expect(scratchFiles()).toEqual([]));
  });
}

test("files of the folder are nobody else's to read", async () => {
  await folderStore(folder).put("uploads/private", of("private"));
  expect(statSync(join(folder, "uploads/private")).mode & 0o777).toBe(0o600);
});

describe("a bucket that cannot be used says what to do, and no secret", () => {
  const reach = (url: string) => bucketStore(parseBucketAddress(url)).reach();

  test("with a wrong secret", async () => {
    const refused = reach(server.url({ secret: "wrong" }));
    await expect(refused).rejects.toThrow(/does not accept the key or the secret \(SignatureDoesNotMatch\)/);
    await expect(refused).rejects.toThrow(/OBJECT_STORE_URL/);
    await expect(refused).rejects.not.toThrow(/wrong/);
  });

  test("with an unknown key", async () => {
    await expect(reach(server.url({ key: "NOBODY" }))).rejects.toThrow(/\(InvalidAccessKeyId\)/);
  });

  test("with a bucket that is not there", async () => {
    await expect(reach(server.url({ bucket: "elsewhere" }))).rejects.toThrow(/has no bucket elsewhere/);
  });

  test("with nobody at the address", async () => {
    await expect(reach("s3://k:s@127.0.0.1:9/files?tls=0")).rejects.toThrow(
      /ECONNREFUSED.*host, port and \?tls=0/,
    );
  });
});
