import sharp from "sharp";
import { expect, test } from "vitest";
import { aigcLabel } from "#lib/ai-label.ts";
import { applyOperations } from "#lib/images/operations/apply-operations.ts";
import { compareSubject } from "#lib/images/operations/compare-subject.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import type { RawPicture } from "#lib/images/operations/raw-picture.ts";
import { bottle, photo } from "./some-pictures.ts";

async function small(input: Buffer, blur?: number): Promise<RawPicture> {
  const resized = sharp(input).resize(240, 160, { fit: "fill" }).removeAlpha().toColourspace("srgb");
  const drawn = blur ? resized.blur(blur) : resized;
  const { data, info } = await drawn.raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height, channels: 3 };
}

async function applied(input: Buffer, ...operations: unknown[]) {
  const made = await applyOperations(input, operationsSchema.parse(operations), {
    aigc: aigcLabel("001191110000000000000000000", "made"),
    readScene: async () => null,
    signal: new AbortController().signal,
  });
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value;
}

const onGrey = await bottle("#e4e4e4").png().toBuffer();
const shoes = photo("neonbrand-428982");
const plants = photo("alex-rodriguez-santibanez-200278");

test("a subject is itself, less so when it is blurred, and not at all when it is another", async () => {
  const own = await small(shoes);
  expect(compareSubject(own, own)).toEqual({ likeness: 1, edgesKept: 1 });
  const blurred = compareSubject(own, await small(shoes, 4));
  expect(blurred?.likeness).toBeLessThan(0.9);
  expect(blurred?.edgesKept).toBeLessThan(0.9);
  const other = compareSubject(own, await small(plants));
  expect(other?.likeness).toBeLessThan(0.4);
});

test("nothing that stands out is nothing to compare", async () => {
  const plain = { create: { width: 64, height: 64, channels: 3 as const, background: "#808080" } };
  const grey = await small(await sharp(plain).png().toBuffer());
  expect(compareSubject(grey, grey)).toBeNull();
});

test("a subject is found again wherever operations put it, on another ground and under a label", async () => {
  const { subject, label } = await applied(
    onGrey,
    { do: "cut-out" },
    { do: "background", fill: "#2050a0", shadow: true },
    { do: "enlarge", factor: 2 },
    { do: "fit", width: 700, height: 500, margin: 30 },
    { do: "label", language: "en", corner: "top-left" },
  );
  expect(subject?.likeness).toBeGreaterThan(0.8);
  expect(subject?.edgesKept).toBeGreaterThan(0.95);
  expect(label).toMatchObject({ part: { channels: 3 }, words: "AI-generated", embedded: true });
});

test("what is cut off at the sides is no change of the rest", async () => {
  const cut = [{ do: "cut-out" }, { do: "background", fill: "#f0f0f0" }];
  const { subject } = await applied(onGrey, ...cut, { do: "fit", width: 150, height: 900, mode: "cover" });
  expect(subject?.likeness).toBeGreaterThan(0.6);
});

test("what was only moved, scaled and written on is not compared", async () => {
  const fit = { do: "fit", width: 300, height: 300 };
  expect((await applied(shoes, fit, { do: "label" })).subject).toBeNull();
  expect((await applied(onGrey, fit, { do: "cut-out" })).subject?.likeness).toBeGreaterThan(0.8);
});

test("a label that was drawn and then cut off is told as unseen, and one that was made smaller is still read", async () => {
  const label = { do: "label", language: "zh-CN", corner: "bottom-right" };
  const cutOff = await applied(shoes, label, { do: "fit", width: 300, height: 900, mode: "cover" });
  expect(cutOff.label).toEqual({ part: null, words: "AI生成", embedded: true });
  const smaller = await applied(shoes, label, { do: "fit", width: 400, height: 400, format: "webp" });
  expect(smaller.label).toMatchObject({ part: { channels: 3 }, embedded: true });
  expect((await applied(shoes, { do: "fit", width: 400, height: 400 })).label).toBeNull();
});
