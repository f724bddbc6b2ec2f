import sharp from "sharp";
import { expect, test } from "vitest";
import { aigcLabel } from "#lib/ai-label.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { applyOperations } from "#lib/images/operations/apply-operations.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { readLabel, seenLabel, writeLabel } from "#lib/images/operations/picture-label.ts";
import { bottle, photo } from "./some-pictures.ts";

const aigc = aigcLabel("001191110000000000000000000", "item-7");
const scene = await sharp({ create: { width: 90, height: 30, channels: 3, background: "#00a000" } })
  .png()
  .toBuffer();

async function apply(input: Buffer, ...operations: unknown[]) {
  return applyOperations(input, operationsSchema.parse(operations), {
    aigc,
    readScene: async (id) => (id.endsWith("1") ? scene : null),
    signal: new AbortController().signal,
  });
}
async function made(input: Buffer, ...operations: unknown[]) {
  const applied = await apply(input, ...operations);
  if (!applied.ok) throw new Error(JSON.stringify(applied.refusal));
  const { bytes, notes } = applied.value;
  return { bytes, notes: notes.map(({ code }) => code), facts: await sharp(bytes).metadata() };
}
async function colourAt(bytes: Buffer, x: number, y: number): Promise<number[]> {
  return [...(await sharp(bytes).extract({ left: x, top: y, width: 1, height: 1 }).raw().toBuffer())];
}
const near = (colour: number[], expected: number[], by = 10) =>
  expect(
    Math.max(...expected.map((value, at) => Math.abs((colour[at] ?? -99) - value))),
    `${colour}`,
  ).toBeLessThan(by);

const onWhite = await bottle("#ffffff").png().toBuffer();
const cutOut = { do: "cut-out" };

test("a picture fits an area exactly, all of it inside the margins or the area filled", async () => {
  const fit = { do: "fit", width: 500, height: 500, margin: 50, background: "#00ff00" };
  const whole = await made(onWhite, { ...fit, format: "png" });
  expect(whole.facts).toMatchObject({ width: 500, height: 500, format: "png" });
  near(await colourAt(whole.bytes, 10, 250), [0, 255, 0]);
  near(await colourAt(whole.bytes, 130, 60), [255, 255, 255]);
  near(await colourAt(whole.bytes, 60, 250), [0, 255, 0]);
  const filled = await made(onWhite, { ...fit, mode: "cover", format: "webp" });
  expect(filled.facts).toMatchObject({ width: 500, height: 500, format: "webp" });
  near(await colourAt(filled.bytes, 60, 250), [255, 255, 255]);
});

test("a picture is fitted from its file as from its pixels, whatever its colours, its turn and its clearness", async () => {
  const lively = sharp(photo("alex-rodriguez-santibanez-200278"));
  const inputs = [
    await lively.clone().jpeg().toBuffer(),
    await lively.clone().greyscale().jpeg().toBuffer(),
    await lively.clone().jpeg().withMetadata({ orientation: 8 }).toBuffer(),
    await lively.clone().ensureAlpha(0.5).png().toBuffer(),
    await lively.clone().png({ palette: true }).toBuffer(),
    await lively.clone().withIccProfile("p3").jpeg().toBuffer(),
  ];
  const fit = { do: "fit", width: 300, height: 200, margin: 10, background: "#00ff00", format: "png" };
  for (const [at, input] of inputs.entries()) {
    const decoded = await sharp(input).autoOrient().toColourspace("srgb").png().toBuffer();
    const ways = await Promise.all([input, decoded].map(async (one) => (await made(one, fit)).bytes));
    const [direct, later] = await Promise.all(ways.map((one) => sharp(one).removeAlpha().raw().toBuffer()));
    const off = direct?.reduce((sum, value, place) => sum + Math.abs(value - (later?.[place] ?? 0)), 0) ?? 0;
    expect(off / (300 * 200 * 3), `picture ${at}`).toBeLessThan(2);
    near(await colourAt(ways[0] as Buffer, 2, 2), [0, 255, 0]);
  }
});

test("a picture that is enlarged to fit says so, and one that is not says nothing", async () => {
  expect((await made(onWhite, { do: "fit", width: 1600, height: 1600 })).notes).toEqual(["picture_enlarged"]);
  expect((await made(onWhite, { do: "fit", width: 600, height: 600 })).notes).toEqual([]);
});

test("a limit on bytes is kept to in the best quality it allows, or refused with what was reached", async () => {
  const detailed = photo("alex-rodriguez-santibanez-200278");
  const fit = { do: "fit", width: 300, height: 300, mode: "cover" };
  for (const format of ["jpeg", "webp", "avif", "png"]) {
    const free = await made(detailed, { ...fit, format });
    const maxBytes = Math.round(free.bytes.length * 0.6);
    const held = await made(detailed, { ...fit, format, maxBytes });
    expect(held.bytes.length).toBeLessThanOrEqual(maxBytes);
    expect(held.bytes.length).toBeGreaterThan(maxBytes * 0.5);
  }
  expect(await apply(detailed, { ...fit, format: "jpeg", maxBytes: 2_000 })).toMatchObject({
    refusal: { code: "picture_over_bytes", params: { maxBytes: 2_000 } },
  });
});

test("transparency is kept where the format has it, and white where it has not", async () => {
  const clear = await sharp({ create: { width: 40, height: 40, channels: 4, background: "#ff000000" } })
    .png()
    .toBuffer();
  const fit = { do: "fit", width: 40, height: 40, background: "transparent" };
  expect((await made(clear, fit)).facts).toMatchObject({ format: "png", hasAlpha: true });
  const flat = await made(clear, { ...fit, format: "jpeg" });
  expect(flat.notes).toEqual(["picture_flattened"]);
  near(await colourAt(flat.bytes, 20, 20), [255, 255, 255]);
});

test("of an animated picture the first frame is used, which is said", async () => {
  const frame = (background: string) =>
    sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toBuffer();
  const frames = [await frame("#e01020"), await frame("#1020e0"), await frame("#10e020")];
  for (const format of ["gif", "webp"] as const) {
    const animated = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    for (const operation of [
      { do: "fit", width: 40, height: 40, format: "png" },
      { do: "enlarge", factor: 2 },
    ]) {
      const applied = await apply(animated, operation);
      if (!applied.ok) throw new Error(applied.refusal.code);
      expect(applied.value.notes).toEqual([{ code: "picture_first_frame", params: { frames: 3 } }]);
      near(await colourAt(applied.value.bytes, 20, 20), [224, 16, 32]);
    }
  }
  const params = { frames: 3 };
  expect(translateError("en", "picture_first_frame", params)).toContain("3 frames");
  expect(translateError("zh-CN", "picture_first_frame", params)).toContain("3 帧");
});

test("CMYK, sixteen bits and a turned photo come out as they are seen, without what a camera wrote", async () => {
  const cmyk = await bottle("#ffffff").toColourspace("cmyk").jpeg().toBuffer();
  const deep = await bottle("#ffffff").toColourspace("rgb16").png().toBuffer();
  const turned = await bottle("#ffffff", { width: 600, height: 400 })
    .withExif({ IFD0: { Artist: "Wang Fang" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  for (const input of [cmyk, deep, turned]) {
    const { facts } = await made(input, { do: "fit", width: 400, height: 600, format: "png" });
    expect(facts).toMatchObject({ width: 400, height: 600, depth: "uchar", space: "srgb" });
    expect({ exif: facts.exif, xmp: facts.xmp }).toEqual({});
  }
});

test("a subject on a plain ground is cut out, and its edge is soft", async () => {
  for (const ground of ["#ffffff", "#d8d8d8", "#20c040"]) {
    const input = await bottle(ground).jpeg({ quality: 85 }).toBuffer();
    const { bytes, facts, notes } = await made(input, cutOut);
    expect(facts).toMatchObject({ format: "png", hasAlpha: true, width: 400, height: 600 });
    expect(notes).toEqual([]);
    expect((await colourAt(bytes, 5, 5))[3]).toBe(0);
    expect((await colourAt(bytes, 130, 300))[3]).toBe(0);
    near(await colourAt(bytes, 150, 200), [0x40, 0x20, 0x5a, 255], 20);
  }
});

test("between the legs of a subject a coloured ground goes too, and white that is enclosed by one stays", async () => {
  const framed = async (ground: string) => {
    const part = (background: string, side: number) => ({
      create: { width: side, height: side, channels: 3 as const, background },
    });
    const picture = sharp(part(ground, 300)).composite([
      { input: part("#804020", 200), left: 50, top: 50 },
      { input: part(ground, 100), left: 100, top: 100 },
    ]);
    return (await made(await picture.png().toBuffer(), cutOut)).bytes;
  };
  expect((await colourAt(await framed("#5090d0"), 150, 150))[3]).toBe(0);
  near(await colourAt(await framed("#5090d0"), 75, 75), [0x80, 0x40, 0x20, 255]);
  near(await colourAt(await framed("#ffffff"), 150, 150), [255, 255, 255, 255]);
});

test("where there is no plain ground, nothing is cut out and it is told why", async () => {
  const refusal = async (input: Buffer) => {
    const applied = await apply(input, cutOut);
    return applied.ok ? applied.value.notes : applied.refusal.params?.why;
  };
  expect(await refusal(photo("alexandru-acea-686569"))).toBe("ground_not_plain");
  expect(await refusal(photo("eniko-kis-663725"))).toBe("subject_torn");
  expect(await refusal(photo("robert-shunev-528016"))).toBe("subject_torn");
  expect(
    await refusal(
      await sharp({ create: { width: 80, height: 80, channels: 3, background: "#eee" } })
        .png()
        .toBuffer(),
    ),
  ).toBe("nothing_stands_out");
  const pale = await sharp({ create: { width: 200, height: 200, channels: 3, background: "#ffffff" } })
    .composite([{ input: { create: { width: 80, height: 80, channels: 3, background: "#efefef" } } }])
    .png()
    .toBuffer();
  expect(await refusal(pale)).toMatchObject([{ code: "cut_out_faint" }]);
});

test("a ground is put behind what was cut out: a colour, a gradient, a scene, and a shadow where it stands", async () => {
  const { bytes: plain } = await made(onWhite, cutOut, { do: "background", fill: "#102030" });
  near(await colourAt(plain, 5, 5), [0x10, 0x20, 0x30]);
  near(await colourAt(plain, 150, 200), [0x40, 0x20, 0x5a], 20);
  const gradient = { from: "#000000", to: "#ffffff" };
  const { bytes: shaded } = await made(onWhite, cutOut, { do: "background", fill: gradient });
  near(await colourAt(shaded, 5, 2), [0, 0, 0]);
  near(await colourAt(shaded, 5, 300), [128, 128, 128]);
  near(await colourAt(shaded, 395, 597), [255, 255, 255]);
  const scenery = { assetId: "01a22b91-58ae-727b-90de-230e67fe4771" };
  const { bytes: scened } = await made(onWhite, cutOut, { do: "background", fill: scenery });
  near(await colourAt(scened, 5, 5), [0, 160, 0]);
  const { bytes: standing } = await made(onWhite, cutOut, {
    do: "background",
    fill: "#ffffff",
    shadow: true,
  });
  expect((await colourAt(standing, 200, 488))[0]).toBeLessThan(225);
  near(await colourAt(standing, 200, 40), [255, 255, 255]);
});

test("a shadow is as soft over a scene as over a colour, and a speck of dust below a subject does not move it", async () => {
  const box = (left: number, top: number, width: number, height: number) => ({
    input: { create: { width, height, channels: 3 as const, background: "#a03020" } },
    ...{ left, top },
  });
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  const standing = (...dust: ReturnType<typeof box>[]) =>
    sharp({ create: { width: 400, height: 500, channels: 4, background: clear } })
      .composite([box(100, 60, 200, 300), ...dust])
      .png()
      .toBuffer();
  const [clean, dusty] = [await standing(), await standing(box(20, 480, 1, 2))];
  const shadow = { do: "background", shadow: true };
  const flat = { from: "#e0e0e0", to: "#e0e0e0" };
  const { bytes: onColour } = await made(clean, { ...shadow, fill: "#e0e0e0" });
  const { bytes: onGradient } = await made(clean, { ...shadow, fill: flat });
  const { bytes: dusted } = await made(dusty, { ...shadow, fill: "#e0e0e0" });
  const below = await colourAt(onColour, 200, 364);
  expect(below[0]).toBeLessThan(0xd0);
  for (const [x, y] of [
    [200, 364],
    [200, 372],
    [98, 362],
    [60, 364],
    [200, 390],
  ] as const) {
    near(await colourAt(onGradient, x, y), await colourAt(onColour, x, y), 3);
    near(await colourAt(dusted, x, y), await colourAt(onColour, x, y), 3);
  }
  near(await colourAt(onColour, 60, 364), [0xe0, 0xe0, 0xe0], 3);
});

test("a ground behind a picture that hides it is refused, and so is a scene that is not there", async () => {
  const code = async (...operations: unknown[]) => {
    const applied = await apply(onWhite, ...operations);
    return applied.ok ? "done" : applied.refusal.code;
  };
  expect(await code({ do: "background", fill: "#000000" })).toBe("background_without_cut_out");
  const gone = { assetId: "01a22b91-58ae-727b-90de-230e67fe4772" };
  expect(await code(cutOut, { do: "background", fill: gone })).toBe("scene_not_found");
  expect(await code({ do: "enlarge", factor: 4 }, { do: "enlarge", factor: 4, quality: "hd" })).toBe(
    "enlarge_hd_too_large",
  );
  expect(
    await code({ do: "enlarge", factor: 4 }, { do: "enlarge", factor: 4 }, { do: "enlarge", factor: 4 }),
  ).toBe("picture_too_large_to_edit");
});

test("a picture is enlarged", async () => {
  expect((await made(onWhite, { do: "enlarge", factor: 2 })).facts).toMatchObject({
    width: 800,
    height: 1200,
  });
});

test("a picture is enlarged in HD: nearer to what it was made smaller from than a smooth one, without seams", async () => {
  const size = { width: 400, height: 320 };
  const large = await sharp(photo("andres-jasso-220776"))
    .resize({ ...size, fit: "cover" })
    .removeAlpha();
  const original = await large.clone().raw().toBuffer();
  const small = await sharp(await large.png().toBuffer())
    .resize(200, 160)
    .png()
    .toBuffer();
  const lossOf = async (quality: string) => {
    const fit = { do: "fit", ...size, format: "png" };
    const { bytes } = await made(small, { do: "enlarge", factor: 2, quality }, fit);
    const pixels = await sharp(bytes).raw().toBuffer();
    return pixels.reduce((sum, value, at) => sum + (value - (original[at] ?? 0)) ** 2, 0) / pixels.length;
  };
  const [smooth, hd] = [await lossOf("fast"), await lossOf("hd")];
  // In decibels of the ratio of signal to noise.
  expect(10 * Math.log10(smooth / hd)).toBeGreaterThan(2);
});

test("HD leaves what can be seen through as it is, and enlarges by four in two goes", async () => {
  const clear = await made(await bottle("#ffffff", { width: 60, height: 90 }).png().toBuffer(), cutOut, {
    ...{ do: "enlarge", factor: 4, quality: "hd" },
  });
  expect(clear.facts).toMatchObject({ width: 240, height: 360, hasAlpha: true });
  expect((await colourAt(clear.bytes, 5, 5))[3]).toBe(0);
  near(await colourAt(clear.bytes, 90, 100), [0x40, 0x20, 0x5a, 255], 20);
});

test("a label is seen in its corner, at least 5 % high, and read back from the file in every format", async () => {
  for (const format of ["jpeg", "png", "webp", "avif"]) {
    const { bytes, facts } = await made(
      onWhite,
      { do: "fit", width: 400, height: 600, format },
      { do: "label", language: "zh-CN", corner: "top-left" },
    );
    expect(readLabel(facts.xmp)).toEqual({ aigc, source: "generated" });
    expect(await heightOfWhiteOnDark(bytes)).toBeGreaterThanOrEqual(20);
  }
});

test("the label of a PNG is text that is not compressed", async () => {
  const { bytes } = await made(
    onWhite,
    { do: "fit", width: 100, height: 100, format: "png" },
    { do: "label", source: "edited" },
  );
  expect(bytes.includes("iTXt")).toBe(true);
  expect(bytes.includes("zTXt")).toBe(false);
  expect(bytes.includes("<TC260:AIGC>{&quot;Label&quot;:&quot;1&quot;")).toBe(true);
  expect(bytes.includes("digitalsourcetype/compositeWithTrainedAlgorithmicMedia")).toBe(true);
});

test("a picture that says it was made by AI goes on saying so, whatever is done to it", async () => {
  const labelled = await made(onWhite, { do: "label", source: "generated" });
  const fitted = await made(labelled.bytes, { do: "fit", width: 200, height: 200, format: "webp" });
  expect(readLabel(fitted.facts.xmp)).toEqual({ aigc, source: "generated" });
});

test("a label is read flat and in the wrapper of the standard; what is broken or hostile is none", () => {
  const whole = writeLabel({ aigc, source: "enhanced" });
  expect(readLabel(whole)).toEqual({ aigc, source: "enhanced" });
  const wrapped = JSON.stringify({ AIGC: aigc }).replaceAll('"', "&quot;");
  expect(readLabel(whole.replace(/(<TC260:AIGC>)[^<]*/, `$1${wrapped}`))?.aigc).toEqual(aigc);
  expect(readLabel("<x:xmpmeta")).toBe(null);
  expect(readLabel(whole.replace("&quot;Label&quot;:&quot;1&quot;", ""))).toBe(null);
  expect(
    readLabel(`<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${whole.replace("item-7", "&a;")}`),
  ).toBe(null);
  expect(seenLabel("zh-TW")).toBe("AI生成");
  expect(seenLabel("de")).toBe("AI-generated");
});

/** How many lines of the upper left quarter hold letters of a label. */
async function heightOfWhiteOnDark(bytes: Buffer): Promise<number> {
  const { data, info } = await sharp(bytes)
    .extract({ left: 0, top: 0, width: 200, height: 100 })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let lines = 0;
  for (let y = 0; y < info.height; y++) {
    const row = data.subarray(y * info.width, (y + 1) * info.width);
    const from = row.findIndex((value) => value < 140);
    const to = row.findLastIndex((value) => value < 140);
    if (from >= 0 && row.subarray(from, to).some((value) => value > 190)) lines++;
  }
  return lines;
}
