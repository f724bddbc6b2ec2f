import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import Papa from "papaparse";
import sharp from "sharp";
import { beforeAll, expect, test, vi } from "vitest";
import { openPromise } from "yauzl";
import type { Actor } from "#lib/auth/actor.ts";
import { makePicture } from "#lib/images/make-picture.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { readLabel } from "#lib/images/operations/picture-label.ts";
import { readAsset } from "#lib/images/read-asset.ts";
import { openPublicationFile } from "#lib/publishing/read-publications.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { bring } from "../images/call-api.ts";
import { bottle } from "../images/some-pictures.ts";
import { seedBatch, seedMember } from "../review/seed-batch.ts";
import { addChannel, publishTo, rowOf } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });
const dataDir = temporaryFolder();
const going = new AbortController().signal;

describeOnBothDatabases("a channel of pictures", () => {
  let admin: Actor;
  let operator: Actor;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });

  async function madeOf(ground: string, ...more: object[]): Promise<string> {
    const { body } = await bring(await bottle(ground).png().toBuffer(), "bottle.png");
    const operations = operationsSchema.parse([{ do: "fit", width: 200, height: 200 }, ...more]);
    const made = given(
      await makePicture({ source: body.id, operations, memberId: operator.memberId }, going),
    );
    return made.assetId;
  }

  const approved = (pictures: readonly string[]) =>
    seedBatch({
      ...{ launchedBy: operator, items: pictures.length, reviewState: "approved" },
      outputs: [
        { name: "main", type: "picture", description: "", required: true },
        { name: "title", type: "text", description: "", required: true },
      ],
      output: sql`jsonb_build_object('main', (${JSON.stringify(pictures)}::jsonb) ->> (n - 1)::int, 'title', '=Rose ' || n)`,
    });

  async function filesOf(publicationId: string): Promise<Map<string, Buffer>> {
    const zip = await openPromise(join(dataDir, "publications", publicationId), { autoClose: false });
    const files = new Map<string, Buffer>();
    for await (const entry of zip.eachEntry())
      files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
    zip.close();
    return files;
  }

  test("packs what is approved by its names, as it was made, with a manifest", async () => {
    const label = { do: "label", language: "zh-CN", source: "edited" };
    const pictures = [await madeOf("#ffffff", label), await madeOf("#f4f4f4", label)];
    const channel = await addChannel(admin, { kind: "pictures", config: { pattern: "{key}_{field}" } });
    const id = await publishTo(operator, await approved(pictures), channel.id);
    expect(await rowOf(id)).toMatchObject({
      status: "succeeded",
      delivery: { made: "file", itemCount: 2, mediaType: "application/zip" },
    });
    const files = await filesOf(id);
    expect([...files.keys()]).toEqual(["000001_main.jpg", "000002_main.jpg", "manifest.csv"]);
    for (const [place, assetId] of pictures.entries()) {
      const file = files.get(`00000${place + 1}_main.jpg`);
      expect(file).toEqual((await readAsset(assetId))?.bytes);
      const { xmp } = await sharp(file).metadata();
      expect(readLabel(xmp)).toMatchObject({ source: "edited", aigc: { Label: "1" } });
    }
    const manifest = Papa.parse<Record<string, string>>(String(files.get("manifest.csv")).slice(1), {
      header: true,
      skipEmptyLines: true,
    }).data;
    expect(manifest).toMatchObject([
      {
        sku: "000001",
        main: "000001_main.jpg",
        title: "'=Rose 1",
        "main.width": "200",
        ai_generated: "true",
      },
      { sku: "000002", main: "000002_main.jpg" },
    ]);
    expect(manifest[0]?.["main.sha256"]).toMatch(/^[\da-f]{64}$/);
    expect(await openPublicationFile(operator, id, "file")).toMatchObject({ ok: true });
  });

  test("leaves out what carries no label where it is to, and takes it where it need not", async () => {
    const pictures = [await madeOf("#eeeeee"), await madeOf("#ececec", { do: "label", language: "en" })];
    const batchId = await approved(pictures);
    const strict = await addChannel(admin, { kind: "pictures" });
    const first = await publishTo(operator, batchId, strict.id);
    expect([...(await filesOf(first)).keys()]).toEqual(["000002-main.jpg", "manifest.csv"]);
    const free = await addChannel(admin, { kind: "pictures", config: { requireLabel: false } });
    const second = await publishTo(operator, batchId, free.id);
    expect((await filesOf(second)).size).toBe(3);
  });
});
