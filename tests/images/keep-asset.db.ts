import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { lockContent } from "#db/queries/images/assets.ts";
import { assetKey } from "#lib/images/asset-key.ts";
import { inspectPicture } from "#lib/images/inspect-picture.ts";
import { keepAsset } from "#lib/images/keep-asset.ts";
import { readAsset } from "#lib/images/read-asset.ts";
import { operator } from "#tests/datasets/import-file.ts";
import { onPostgres } from "#tests/fixtures/open-test-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { bottle } from "./some-pictures.ts";

const folder = temporaryFolder();
process.env.DATA_DIR = folder;
const server = inject("postgres");

// Of two transactions at once, which the embedded database has none of.
describe.skipIf(!server)("keeping a picture", () => {
  if (!server) return;
  onPostgres(server, () => {
    test("puts its file before any lock, and again where somebody removed it until its row was there", async () => {
      const bytes = await bottle("#abcdef").png().toBuffer();
      const facts = await inspectPicture(bytes);
      if (!facts.ok) throw new Error(facts.refusal.code);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const file = join(folder, assetKey(sha256));
      const made = { input: bytes, sha256, bytes: bytes.length, facts: facts.value, name: "made" };
      const kept = await db().transaction(async (tx) => {
        await lockContent(tx, sha256);
        const keeping = keepAsset(operator.memberId, made);
        await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 20_000 });
        // As it goes that is of no asset yet.
        rmSync(file);
        return { keeping };
      });
      const { id } = await kept.keeping;
      expect((await readAsset(id))?.bytes.equals(bytes)).toBe(true);
    });
  });
});
