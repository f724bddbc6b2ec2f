import sharp from "sharp";
import { expect, test } from "vitest";
import { inspectPicture } from "#lib/images/inspect-picture.ts";
import { formatOf } from "#lib/images/picture-format.ts";
import { bottle, hugePng, photo } from "./some-pictures.ts";

const refusalOf = async (bytes: Buffer) => {
  const found = await inspectPicture(bytes);
  return found.ok ? found.value.mediaType : found.refusal.code;
};
const heif = (...brands: string[]) =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 16 + 4 * brands.length - 4]),
    Buffer.from(`ftyp${brands[0]}\0\0\0\0`),
    Buffer.from(brands.slice(1).join("")),
  ]);

test("each kind of picture is known by its own bytes", async () => {
  const made = bottle("#fff");
  for (const format of ["jpeg", "png", "webp", "avif", "gif", "tiff"] as const) {
    const bytes = await made.clone().toFormat(format).toBuffer();
    expect(await inspectPicture(bytes)).toMatchObject({
      ok: true,
      value: {
        mediaType: `image/${format}`,
        width: 400,
        height: 600,
        details: { frames: 1, bitsPerChannel: 8 },
      },
    });
  }
});

test("what is no picture is refused, whatever it begins like or is called", async () => {
  expect(await refusalOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe("not_a_picture");
  expect(await refusalOf(Buffer.from("<!doctype html><script>alert(1)</script>"))).toBe("not_a_picture");
  expect(await refusalOf(Buffer.from("%PDF-1.7\n"))).toBe("not_a_picture");
  expect(await refusalOf(Buffer.alloc(0))).toBe("not_a_picture");
  expect(await refusalOf(Buffer.from("GIF89a/*<svg onload=alert(1)>*/=1;"))).toBe("picture_broken");
  expect(await refusalOf(Buffer.from("\xff\xd8\xff\xe0<script>alert(1)</script>", "latin1"))).toBe(
    "picture_broken",
  );
  const pngCalledWebp = Buffer.concat([
    Buffer.from("RIFF\0\0\0\0WEBP"),
    await bottle("#fff").png().toBuffer(),
  ]);
  expect(await refusalOf(pngCalledWebp)).toBe("picture_broken");
});

test("a HEIC photo is told as one, and an AVIF is not taken for it", () => {
  expect(formatOf(heif("heic", "mif1", "heic"))).toBe("heic");
  expect(formatOf(heif("mif1", "mif1", "heic"))).toBe("heic");
  expect(formatOf(heif("mif1", "avif", "miaf"))).toBe("avif");
  expect(formatOf(heif("isom", "mp42"))).toBe(null);
});

test("a small file of 50,000 x 50,000 pixels is refused by its header, without being decoded", async () => {
  const bomb = hugePng(50_000, 50_000);
  expect(bomb.length).toBeLessThan(60_000);
  expect(await inspectPicture(bomb)).toMatchObject({
    refusal: { code: "picture_too_large", params: { width: 50_000, height: 50_000, megapixels: 100 } },
  });
});

test("a picture that is cut off is refused", async () => {
  const jpeg = photo("abel-y-costa-716024");
  expect(await refusalOf(jpeg)).toBe("image/jpeg");
  expect(await refusalOf(jpeg.subarray(0, jpeg.length / 2))).toBe("picture_broken");
  const png = await sharp(jpeg).png().toBuffer();
  expect(await refusalOf(png.subarray(0, png.length / 2))).toBe("picture_broken");
  expect(await refusalOf(png.subarray(0, 60))).toBe("picture_broken");
});

test("a photo that was taken upright is as high as it is seen", async () => {
  const sideways = await bottle("#fff", { width: 600, height: 400 })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  expect(await inspectPicture(sideways)).toMatchObject({
    value: { width: 400, height: 600, details: { hasMetadata: true } },
  });
});

test("CMYK, 16 bits, transparency and animation are told", async () => {
  const cmyk = await bottle("#fff").toColourspace("cmyk").jpeg().toBuffer();
  expect(await inspectPicture(cmyk)).toMatchObject({ value: { details: { colour: "cmyk" } } });
  const deep = await bottle("#fff").toColourspace("rgb16").png().toBuffer();
  expect(await inspectPicture(deep)).toMatchObject({
    value: { details: { bitsPerChannel: 16, colour: "rgb" } },
  });
  const clear = await bottle("#fff").ensureAlpha(0.5).png().toBuffer();
  expect(await inspectPicture(clear)).toMatchObject({ value: { details: { hasAlpha: true } } });
  const frames = await Promise.all([bottle("#f00"), bottle("#00f")].map((each) => each.png().toBuffer()));
  const moving = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  expect(await inspectPicture(moving)).toMatchObject({
    value: { width: 400, height: 600, details: { frames: 2 } },
  });
});
