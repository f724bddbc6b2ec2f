import { gzipSync } from "node:zlib";
import { afterAll, expect, test, vi } from "vitest";
import { fetchPicture } from "#lib/images/fetch-picture.ts";
import { inspectPicture } from "#lib/images/inspect-picture.ts";
import { openShop } from "./shop.ts";
import { bottle } from "./some-pictures.ts";

vi.mock("#lib/models/endpoints/check-url.ts", async (original) =>
  (await import("./shop.ts")).resolveShop(original),
);
const shop = await openShop();
afterAll(() => shop.close());
const photo = await bottle("#ffffff").jpeg().toBuffer();

async function fetched(path: string) {
  const answer = await fetchPicture(shop.at(path));
  return answer.ok ? answer.value : answer.refusal.code;
}

// imgproxy 541, glide 1840: some servers pack pictures though nobody asks them to, and some of those do not say so.
test("a picture that its server packs unasked is unpacked, whether it says so or not", async () => {
  const packed = gzipSync(photo);
  shop.answers["/told.jpg"] = (_, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(packed);
  shop.answers["/untold.jpg"] = (_, response) => response.end(packed);
  shop.answers["/lied.jpg"] = (_, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(photo);
  for (const path of ["/told.jpg", "/untold.jpg", "/lied.jpg"])
    expect(await fetched(path)).toMatchObject({ bytes: photo });
});

test("what unpacks to more than is taken is refused as too large", async () => {
  shop.answers["/bomb.jpg"] = (_, response) => response.end(gzipSync(Buffer.alloc(60 * 1024 ** 2)));
  expect(await fetched("/bomb.jpg")).toBe("picture_file_too_large");
});

// undici 2971, Norconex crawler 199: servers write the names of files as they are into the address that they lead to.
test("an address that leads to one with letters of any alphabet is followed, with its name", async () => {
  shop.answers["/old"] = (_, response) => {
    response.socket?.end(
      Buffer.from("HTTP/1.1 302 Found\r\nlocation: /图片/照片 1.jpg\r\ncontent-length: 0\r\n\r\n"),
    );
  };
  shop.answers[encodeURI("/图片/照片 1.jpg")] = (_, response) => response.end(photo);
  expect(await fetched("/old")).toMatchObject({ bytes: photo, name: "照片 1.jpg" });
});

// magento 12533, shopware 10589, WooCommerce 30836: an address whose end says another format than is sent, or none.
test("a picture is what its bytes say, whatever its address ends in", async () => {
  for (const path of ["/840EC331.png", "/media", "/photo.php"]) {
    shop.answers[path] = (_, response) => response.writeHead(200, { "content-type": "image/png" }).end(photo);
    const answer = await fetched(`${path}?x=260&b=ffffff&t=image/jpeg`);
    if (typeof answer === "string") throw new Error(answer);
    expect(await inspectPicture(answer.bytes)).toMatchObject({ value: { mediaType: "image/jpeg" } });
  }
});
