import type { Sharp } from "sharp";
import { expect, test, vi } from "vitest";
import { withEngine } from "#lib/images/engine.ts";
import { drawLabel } from "#lib/images/operations/draw-label.ts";
import { saysLabel } from "#lib/images/operations/label-proof.ts";
import { seenLabel } from "#lib/images/operations/picture-label.ts";
import { fromRaw, type RawPicture, toRaw } from "#lib/images/operations/raw-picture.ts";
import { readLetters } from "#lib/images/operations/read-letters.ts";
import { photo } from "./some-pictures.ts";

vi.setConfig({ testTimeout: 60_000 });

const { signal } = new AbortController();

/** What is read where a label was drawn on a photo. @param changed what is done to that part before it is read. */
async function readOn(
  name: string,
  language: string,
  changed: (part: Sharp) => Sharp = (part) => part,
): Promise<string> {
  const part = await withEngine(async (engine): Promise<RawPicture> => {
    const whole = await toRaw(engine.default(photo(name)).resize(600, 600).removeAlpha());
    const { picture, label } = await drawLabel(engine, whole, {
      ...{ language, corner: "bottom-right", heightPercent: 5 },
    });
    const cut = await fromRaw(engine, picture).extract(label.at).jpeg({ quality: 60 }).toBuffer();
    return toRaw(changed(engine.default(cut)).removeAlpha());
  });
  return readLetters(part, signal);
}

test.each([
  ["on a pale photo, in Chinese", "abel-y-costa-716024", "zh-CN"],
  ["on a lively one, in Chinese", "alexandru-acea-686569", "zh-CN"],
  ["on a pale photo, in English", "abel-y-costa-716024", "en"],
  ["on a lively one, in English", "charles-deluvio-695736", "en"],
])("a label is read %s", async (_, name, language) => {
  expect(saysLabel(await readOn(name, language), seenLabel(language))).toBe(true);
});

test("what is covered, or too blurred to be read, does not say it", async () => {
  const words = seenLabel("zh-CN");
  const blurred = await readOn("abel-y-costa-716024", "zh-CN", (part) => part.blur(14));
  expect(saysLabel(blurred, words)).toBe(false);
  const covered = await readOn("abel-y-costa-716024", "zh-CN", (part) => part.linear(0, 200));
  expect(saysLabel(covered, words)).toBe(false);
});

test("I and l are one for a reader of letters, and other words are not the label's", () => {
  expect(saysLabel(" Al-generated", "AI-generated")).toBe(true);
  expect(saysLabel("AI 生成", "AI生成")).toBe(true);
  expect(saysLabel("Angenerated", "AI-generated")).toBe(false);
  expect(saysLabel("生成", "AI生成")).toBe(false);
});
