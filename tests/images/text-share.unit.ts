import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { withEngine } from "#lib/images/engine.ts";
import { toRaw } from "#lib/images/operations/raw-picture.ts";
import { readText } from "#lib/images/operations/read-text.ts";
import { textShareOf } from "#lib/images/reports/text-share.ts";
import { bottle, photo, withWords } from "./some-pictures.ts";

// Models are read and run here: on a busy machine slower than a unit test may be.
vi.setConfig({ testTimeout: 240_000 });

const { signal } = new AbortController();

const onGrey = await bottle("#e4e4e4", { width: 800, height: 800 }).png().toBuffer();
const beside = { left: 20, top: 20, colour: "#c00000", height: 40 };
const onBottle = { left: 300, top: 560, colour: "#ffffff", height: 40 };

test.each(["SALE 50%", "限时特惠", "www.shop.example"])(
  "%s beside a product is told, by what it takes of the picture",
  async (words) => {
    const share = await textShareOf(await withWords(onGrey, words, beside), signal);
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.08);
  },
);

test("a name that is printed on a product is not text beside it", async () => {
  const named = await withWords(onGrey, "NOVA", onBottle);
  const raw = await withEngine((engine) => toRaw(engine.default(named)));
  expect(await readText(raw, signal)).toMatchObject([{ text: "NOVA" }]);
  expect(await textShareOf(named, signal)).toBe(0);
});

test("a picture without text has none, and one of a single line of pixels neither", async () => {
  expect(await textShareOf(onGrey, signal)).toBe(0);
  const thin = sharp({ create: { width: 2_000, height: 1, channels: 3, background: "#777777" } });
  expect(await textShareOf(await thin.png().toBuffer(), signal)).toBe(0);
});

test("on a lively photo, where nothing tells a subject from its ground, every line counts", async () => {
  const plants = await sharp(photo("alex-rodriguez-santibanez-200278")).resize(800).png().toBuffer();
  expect(await textShareOf(plants, signal)).toBe(0);
  const sold = await withWords(plants, "限时特惠", { left: 60, top: 40, colour: "#ffffff" });
  expect(await textShareOf(sold, signal)).toBeGreaterThan(0.005);
});

test("a picture that breaks off is not looked at, and whoever stops need not wait for it", async () => {
  expect(await textShareOf(onGrey.subarray(0, onGrey.length / 2), signal)).toBeUndefined();
  await expect(textShareOf(onGrey, AbortSignal.abort())).rejects.toThrow("aborted");
});
