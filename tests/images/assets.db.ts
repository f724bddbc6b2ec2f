import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { assets } from "#db/schema/images.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { assetKey } from "#lib/images/asset-key.ts";
import { cleanAssets } from "#lib/images/clean-assets.ts";
import { inspectPicture } from "#lib/images/inspect-picture.ts";
import { keepAsset } from "#lib/images/keep-asset.ts";
import { readAsset } from "#lib/images/read-asset.ts";
import { newId } from "#lib/new-id.ts";
import { operator } from "#tests/datasets/import-file.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { ask, bring, call, received } from "./call-api.ts";
import { openShop } from "./shop.ts";
import { bottle, photo } from "./some-pictures.ts";

vi.mock("#lib/models/endpoints/check-url.ts", async (original) =>
  (await import("./shop.ts")).resolveShop(original),
);

const folder = temporaryFolder();
process.env.DATA_DIR = folder;
const reviewer: Actor = { memberId: newId(), name: "Rita", roles: ["reviewer"], via: "session" };
const PHOTO = photo("adam-birkett-239153");
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const shop = await openShop();
const { answers, at, port } = shop;
afterAll(() => shop.close());

describeOnBothDatabases("pictures that are brought", () => {
  test("a file becomes an asset whose original is kept as it is, for nobody else on the machine", async () => {
    const file = await received(PHOTO, "shoe.PNG");
    const { status, body } = await call("POST", "/assets", {}, { file });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: body.id,
      width: 1067,
      height: body.height,
      mediaType: "image/jpeg",
      bytes: PHOTO.length,
      sha256: sha256(PHOTO),
    });
    const path = join(folder, assetKey(body.sha256));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, "uploads", file.uploadId))).toBe(false);
    expect(await readAsset(body.id)).toEqual({ bytes: PHOTO, mediaType: "image/jpeg" });
    expect((await call("GET", `/assets/${body.id}`)).body).toMatchObject({
      name: "shoe.PNG",
      details: { frames: 1, colour: "rgb" },
      expiresAt: null,
      madeOf: null,
    });
  });

  test("the same bytes are the same asset, also when they are sent at the same time", async () => {
    const bytes = await bottle("#abcdef").png().toBuffer();
    const brought = await Promise.all([bring(bytes, "a.png"), bring(bytes, "b.png"), bring(bytes, "c.png")]);
    expect(new Set(brought.map(({ body }) => body.id)).size).toBe(1);
    expect(
      await db()
        .select()
        .from(assets)
        .where(eq(assets.sha256, sha256(bytes))),
    ).toHaveLength(1);
  });

  test("a list goes on page by page, the newest first", async () => {
    for (const ground of ["#111", "#222", "#333"]) await bring(await bottle(ground).png().toBuffer());
    const first = (await call("GET", "/assets?limit=2")).body;
    const second = (await call("GET", `/assets?limit=2&cursor=${first.nextCursor}`)).body;
    const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(ids).size).toBe(4);
  });

  test("what is no picture is refused with what to do, and leaves nothing", async () => {
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    const before = (await call("GET", "/assets")).body.items.length;
    const { status, body } = await bring(script, "logo.png");
    expect({ status, code: body.code }).toEqual({ status: 422, code: "not_a_picture" });
    expect(body.detail).toContain("SVG is not");
    expect((await call("GET", "/assets")).body.items).toHaveLength(before);
    expect(await call("POST", "/assets", {})).toMatchObject({
      status: 422,
      body: { code: "file_or_url_missing" },
    });
  });

  test("who may not bring pictures may look at them", async () => {
    const file = await received(PHOTO);
    expect((await call("POST", "/assets", {}, { file, actor: reviewer })).status).toBe(403);
    expect((await call("POST", "/assets", { url: at("/a.jpg") }, { actor: reviewer })).status).toBe(403);
    expect((await call("GET", "/assets", undefined, { actor: reviewer })).status).toBe(200);
    expect((await ask("GET", `/assets/${newId()}/file`)).status).toBe(404);
    expect((await ask("GET", "/assets/nothing/file")).status).toBe(404);
  });

  test("a file is sent as what it is, to be shown and not to be run", async () => {
    const { body } = await bring(PHOTO, "x.html");
    for (const query of ["", "?width=64"]) {
      const answer = await ask("GET", `/assets/${body.id}/file${query}`);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": query ? "image/webp" : "image/jpeg",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=31536000, immutable",
      });
      expect(answer.headers.get("content-disposition")).not.toContain("html");
      const sent = Buffer.from(await answer.arrayBuffer());
      if (query) expect(await sharp(sent).metadata()).toMatchObject({ format: "webp", width: 64 });
      else expect(sent.equals(PHOTO)).toBe(true);
    }
    expect(existsSync(join(folder, "renditions", `${body.sha256}.64.webp`))).toBe(true);
    // One that nobody asks for again is not kept, and none is larger than its original.
    const large = await ask("GET", `/assets/${body.id}/file?width=4096`);
    expect(await sharp(Buffer.from(await large.arrayBuffer())).metadata()).toMatchObject({ width: 1067 });
    expect(existsSync(join(folder, "renditions", `${body.sha256}.4096.webp`))).toBe(false);
    expect((await ask("GET", `/assets/${body.id}/file?width=5000`)).status).toBe(422);
  });

  test("a copy is turned as it is seen, in sRGB, and says nothing of a place or a person", async () => {
    const upright = await bottle("#e0e0e0", { width: 600, height: 400 })
      .withExif({ IFD0: { Artist: "Wang Fang", Copyright: "home" }, IFD3: { GPSLatitude: "31/1 14/1 0/1" } })
      .withMetadata({ orientation: 6 })
      .withXmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'><p>Wang Fang</p></x:xmpmeta>")
      .jpeg()
      .toBuffer();
    const cmyk = await bottle("#c00000").toColourspace("cmyk").jpeg().toBuffer();
    for (const bytes of [upright, cmyk]) {
      const { body } = await bring(bytes);
      expect({ width: body.width, height: body.height }).toEqual({ width: 400, height: 600 });
      const answer = await ask("GET", `/assets/${body.id}/file?width=200`);
      const copy = Buffer.from(await answer.arrayBuffer());
      const { width, height, space, exif, xmp, orientation } = await sharp(copy).metadata();
      expect({ width, height, space, exif, xmp, orientation }).toEqual({
        width: 200,
        height: 300,
        space: "srgb",
      });
      expect(copy.includes("Wang Fang")).toBe(false);
    }
  });

  test("what nobody kept goes when its time is over, and is there again when it is brought again", async () => {
    const bytes = await bottle("#fedcba").png().toBuffer();
    const facts = await inspectPicture(bytes);
    if (!facts.ok) throw new Error(facts.refusal.code);
    const made = {
      input: bytes,
      sha256: sha256(bytes),
      bytes: bytes.length,
      facts: facts.value,
      name: "made",
    };
    const expiresAt = new Date(Date.now() - 1_000);
    const { id } = await keepAsset(operator.memberId, { ...made, expiresAt });
    await ask("GET", `/assets/${id}/file?width=64`);
    expect((await call("GET", "/assets")).body.items.map((one: { id: string }) => one.id)).not.toContain(id);
    await cleanAssets({}, new AbortController().signal);
    expect((await call("GET", `/assets/${id}`)).status).toBe(404);
    expect(existsSync(join(folder, assetKey(sha256(bytes))))).toBe(false);
    expect(existsSync(join(folder, "renditions", `${sha256(bytes)}.64.webp`))).toBe(false);
    const again = await bring(bytes);
    expect((await readAsset(again.body.id))?.bytes.equals(bytes)).toBe(true);
    // Somebody's preview that gives the same does not shorten what is kept.
    await keepAsset(operator.memberId, { ...made, expiresAt });
    await cleanAssets({}, new AbortController().signal);
    expect((await call("GET", `/assets/${again.body.id}`)).status).toBe(200);
  });
});

describeOnBothDatabases("pictures that are fetched", () => {
  const fetched = (path: string) => call("POST", "/assets", { url: at(path) });

  test("an address is fetched, also when it leads on", async () => {
    answers["/shoe%20red.jpg"] = (_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end(PHOTO);
    answers["/old"] = (_, response) => response.writeHead(302, { location: "/shoe%20red.jpg" }).end();
    const { status, body } = await fetched("/old");
    expect(status).toBe(201);
    expect(body).toMatchObject({ mediaType: "image/jpeg", sha256: sha256(PHOTO) });
    expect((await call("GET", `/assets/${body.id}`)).body).toMatchObject({
      name: "shoe red.jpg",
      sourceUrl: at("/old"),
    });
  });

  test("nothing inside this network is reached, not by way of another host either", async () => {
    let reached = 0;
    answers["/inside"] = (_, response) => {
      reached++;
      response.end(PHOTO);
    };
    const inside = [
      `http://127.0.0.1:${port}/inside`,
      `http://[::ffff:127.0.0.1]:${port}/inside`,
      "http://169.254.169.254/",
      `http://localhost:${port}/inside`,
    ];
    for (const [index, url] of inside.entries()) {
      answers[`/to/${index}`] = (_, response) => response.writeHead(307, { location: url }).end();
      const refused = { status: 422, body: { code: "picture_url_refused" } };
      expect(await call("POST", "/assets", { url })).toMatchObject(refused);
      expect(await fetched(`/to/${index}`)).toMatchObject(refused);
    }
    for (const url of [
      "file:///etc/passwd",
      "ftp://shop.example/a.jpg",
      "http://me:secret@shop.example/",
      "shoe.jpg",
    ])
      expect(await call("POST", "/assets", { url })).toMatchObject({ body: { code: "picture_url_refused" } });
    expect(reached).toBe(0);
  });

  test("why nothing could be fetched is told", async () => {
    answers["/round"] = (_, response) => response.writeHead(302, { location: "/round" }).end();
    answers["/secret"] = (_, response) => response.writeHead(403).end("no");
    answers["/cut"] = (_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("x", () => response.destroy());
    };
    answers["/page"] = (_, response) => response.end("<!doctype html><title>Not here</title>");
    answers["/announced"] = (_, response) =>
      response.writeHead(200, { "content-length": String(60 * 1024 ** 2) }).write("x");
    answers["/endless"] = (_, response) => {
      const more = () => response.write(Buffer.alloc(1024 ** 2), (error) => error ?? more());
      more();
    };
    const told = async (path: string) => (await fetched(path)).body.detail as string;
    expect(await told("/gone")).toContain("HTTP 404");
    expect(await told("/secret")).toContain("HTTP 403");
    expect(await told("/round")).toContain("from address to address");
    expect(await told("/cut")).toContain("the connection was lost");
    expect(await told("/page")).toContain("not a picture");
    expect(await told("/announced")).toContain("larger than 50 MB");
    expect(await told("/endless")).toContain("larger than 50 MB");
  });
});
