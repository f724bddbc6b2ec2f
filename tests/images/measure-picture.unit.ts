import sharp from "sharp";
import { expect, test } from "vitest";
import { measurePicture } from "#lib/images/reports/measure-picture.ts";
import { problemsOf } from "#lib/images/reports/picture-problem.ts";
import { bottle, photo } from "./some-pictures.ts";

async function measured(bytes: Buffer) {
  const found = await measurePicture(bytes, bytes.length);
  if (!found.ok) throw new Error(found.refusal.code);
  return found.value;
}
const problems = async (bytes: Buffer) => problemsOf(await measured(bytes));
const large = { width: 1_200, height: 1_200 };
const onGround = (ground: string) => bottle(ground, large).png().toBuffer();

test("a sharp photo and a blurred one are told apart, whatever its contrast and its ground", async () => {
  for (const name of [
    "adam-birkett-239153",
    "nikolai-chernichenko-1299748",
    "alex-rodriguez-santibanez-200278",
  ]) {
    const sharpPhoto = photo(name);
    expect(await problems(sharpPhoto)).not.toContain("blurred");
    expect(await problems(await sharp(sharpPhoto).blur(6).jpeg().toBuffer())).toContain("blurred");
    const pale = await sharp(sharpPhoto).linear(0.4, 120).jpeg({ quality: 92 }).toBuffer();
    expect(await problems(pale)).not.toContain("blurred");
  }
});

test("a picture that was made larger than it is counts as blurred", async () => {
  const small = await sharp(photo("alex-rodriguez-santibanez-200278")).resize(150).jpeg().toBuffer();
  expect(await problems(await sharp(small).resize(1_600).jpeg().toBuffer())).toContain("blurred");
});

test("a white ground is told from a grey one, and neither is a frame", async () => {
  expect(await measured(await onGround("#ffffff"))).toMatchObject({ whiteBorder: 1, hasFrame: false });
  expect(await problems(await onGround("#ffffff"))).toEqual([]);
  expect(await problems(await onGround("#e0e0e0"))).toEqual(["not-white"]);
});

test("bars around a photo are a frame, whatever their colour", async () => {
  const inside = await sharp(photo("alexandru-acea-686569"))
    .resize(1_000, 900, { fit: "cover" })
    .linear(0.6, 30)
    .toBuffer();
  for (const background of ["#ffffff", "#000000", "#c0ffee"]) {
    const bars = await sharp(inside).extend({ top: 60, bottom: 60, background }).png().toBuffer();
    expect((await measured(bars)).hasFrame).toBe(true);
  }
  expect((await measured(inside)).hasFrame).toBe(false);
});

test("small, dark and far away are told, by the subject and not by its white ground", async () => {
  expect(await problems(await bottle("#ffffff").png().toBuffer())).toContain("small");
  const black = await sharp({ create: { ...large, channels: 3, background: "#ffffff" } })
    .composite([{ input: { create: { width: 700, height: 700, channels: 3, background: "#0a0a0a" } } }])
    .png()
    .toBuffer();
  expect(await problems(black)).toContain("dark");
  const far = await sharp({ create: { ...large, channels: 3, background: "#ffffff" } })
    .composite([{ input: await bottle("#806040", { width: 200, height: 200 }).png().toBuffer() }])
    .png()
    .toBuffer();
  expect(await problems(far)).toContain("little-subject");
});

test("a photo that lies on its side is measured as it is seen", async () => {
  const upright = bottle("#ffffff", { width: 900, height: 1_200 });
  const lying = await sharp(await upright.png().toBuffer())
    .rotate(270)
    .jpeg({ quality: 95 })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const seen = await measured(lying);
  expect(seen).toMatchObject({ width: 900, height: 1_200 });
  expect(seen.subjectShare).toBeCloseTo(0.18, 1);
  expect(seen.exposure).toBeCloseTo((await measured(await upright.jpeg().toBuffer())).exposure, 1);
});

test("one of a single pixel, or of a single colour, is measured too", async () => {
  for (const [width, height] of [
    [1, 1],
    [2_000, 1],
    [40, 40],
  ] as const) {
    const even = await sharp({ create: { width, height, channels: 3, background: "#777" } })
      .png()
      .toBuffer();
    expect(await measured(even)).toMatchObject({
      width,
      height,
      sharpness: 0,
      subjectShare: 1,
      hasFrame: false,
    });
  }
});
