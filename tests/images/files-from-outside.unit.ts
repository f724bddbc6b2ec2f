import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { aigcLabel } from "#lib/ai-label.ts";
import { drawingRequest } from "#lib/images/drawing/drawing-request.ts";
import { inspectPicture } from "#lib/images/inspect-picture.ts";
import { applyOperations } from "#lib/images/operations/apply-operations.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";

const { signal } = new AbortController();
type Quarters = [upperLeft: string, upperRight: string, lowerLeft: string, lowerRight: string];
const QUARTERS: Quarters = ["#f00000", "#00c000", "#0000f0", "#f0f000"];
const [WIDTH, HEIGHT] = [120, 80];

/** A picture of four quarters, each of a colour. */
async function quarters(colours: Quarters = QUARTERS): Promise<Sharp> {
  const [width, height] = [WIDTH / 2, HEIGHT / 2];
  const parts = colours.map((background, at) => ({
    input: { create: { width, height, channels: 3 as const, background } },
    ...{ left: (at % 2) * width, top: Math.floor(at / 2) * height },
  }));
  const whole = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: "#000000" } });
  return sharp(await whole.composite(parts).removeAlpha().png().toBuffer());
}

/** What stands in the four quarters of a file, on each way that a picture goes; all of them must say the same. */
async function seen(input: Buffer): Promise<{ colours: string[]; size: string }> {
  const facts = await inspectPicture(input);
  if (!facts.ok) throw new Error(facts.refusal.code);
  const context = { aigc: aigcLabel("", "item-1"), readScene: async () => null, signal };
  const applied = async (operation: object) => {
    const made = await applyOperations(input, operationsSchema.parse([operation]), context);
    if (!made.ok) throw new Error(made.refusal.code);
    return made.value.bytes;
  };
  const { width, height } = facts.value;
  const wish = { task: "edit", prompt: "x", avoid: "", size: "source", mayChange: "all" } as const;
  const request = await drawingRequest(input, wish, { count: 1, seed: undefined, signal });
  if (!request.ok || request.value.task !== "draw") throw new Error("Nothing was asked for.");
  const [ofFit, ofEnlarging, sent] = await Promise.all(
    [
      await applied({ do: "fit", width, height, format: "png" }),
      await applied({ do: "enlarge", factor: 2 }),
      Buffer.from(request.value.images?.[0]?.bytes ?? []),
    ].map(coloursOf),
  );
  expect(ofEnlarging).toEqual(ofFit);
  expect(sent).toEqual(ofFit);
  return { colours: ofFit ?? [], size: `${width} × ${height}` };
}

/** The colours in the middle of the four quarters, each of sixteen steps. */
async function coloursOf(file: Buffer): Promise<string[]> {
  const { data, info } = await sharp(file)
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [0, 1, 2, 3].map((at) => {
    const [x, y] = [
      Math.round((info.width * ((at % 2) + 0.5)) / 2),
      Math.round((info.height * (Math.floor(at / 2) + 0.5)) / 2),
    ];
    const from = (y * info.width + x) * info.channels;
    return `#${[...data.subarray(from, from + 3)].map((value) => Math.round(value / 16).toString(17)).join("")}`;
  });
}

const AS_SEEN = { colours: ["#f00", "#0c0", "#00f", "#ff0"], size: `${WIDTH} × ${HEIGHT}` };

// h2non/imaginary 284: only those that turn were heeded, and those that mirror were not.
test("a photo comes out as it is seen for each of the eight ways that a camera is held", async () => {
  const [a, b, c, d] = QUARTERS;
  // How each of them lies in its file: the number says how it is to be turned.
  const stored: Record<number, Quarters> = {
    1: [a, b, c, d],
    2: [b, a, d, c],
    3: [d, c, b, a],
    4: [c, d, a, b],
    5: [a, c, b, d],
    6: [b, d, a, c],
    7: [d, b, c, a],
    8: [c, a, d, b],
  };
  for (const [orientation, colours] of Object.entries(stored)) {
    const lies = await quarters(colours);
    const upright = Number(orientation) >= 5;
    const file = upright ? lies.resize(HEIGHT, WIDTH, { fit: "fill", kernel: "nearest" }) : lies;
    const jpeg = file.withMetadata({ orientation: Number(orientation) }).jpeg({ chromaSubsampling: "4:4:4" });
    expect(await seen(await jpeg.toBuffer()), `orientation ${orientation}`).toEqual(AS_SEEN);
  }
});

// lovell/sharp 1578, and a dozen products since: cameras of Samsung write a parameter that no decoder needs wrongly.
test("a photo whose phone wrote its scan wrongly, and one with bytes between its parts, are taken", async () => {
  const jpeg = await (await quarters()).jpeg({ chromaSubsampling: "4:4:4" }).toBuffer();
  const wrong = Buffer.from(jpeg);
  const scan = wrong.indexOf(Buffer.from([0xff, 0xda]));
  wrong[scan + wrong.readUInt16BE(scan + 2)] = 0;
  expect(wrong.equals(jpeg)).toBe(false);
  expect(await seen(wrong)).toEqual(AS_SEEN);
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  const between = [jpeg.subarray(0, frame), Buffer.alloc(4), jpeg.subarray(frame), Buffer.from("SEFT")];
  expect(await seen(Buffer.concat(between))).toEqual(AS_SEEN);
});

// lovell/sharp 131, 237 and 521: colours came out inverted, or nothing at all.
test("a profile of other colours than the picture's, and one that is none, change nothing", async () => {
  const jpeg = await (await quarters()).jpeg({ chromaSubsampling: "4:4:4" }).toBuffer();
  const printed = await (await quarters()).toColourspace("cmyk").withIccProfile("cmyk").jpeg().toBuffer();
  const { icc } = await sharp(printed).metadata();
  if (!icc) throw new Error("There is no profile.");
  expect(await seen(withProfile(jpeg, icc))).toEqual(AS_SEEN);
  expect(await seen(withProfile(jpeg, Buffer.from("no profile at all".repeat(20))))).toEqual(AS_SEEN);
});

// imgproxy 1333, and 1457 of masks: few channels and many bits.
test("grey, sixteen bits, a palette and clearness come out alike on every way", async () => {
  const half = async () => sharp(await (await quarters()).ensureAlpha(0.5).png().toBuffer());
  const grey = { colours: ["#ccc", "#ddd", "#aaa", "#fff"], size: AS_SEEN.size };
  const clear = { colours: ["#f88", "#8e8", "#88f", "#ff8"], size: AS_SEEN.size };
  const colours = async (file: Promise<Buffer>) => (await seen(await file)).colours;
  const greys = await colours((await half()).greyscale().png().toBuffer());
  expect(greys.every((colour) => new Set(colour.slice(1)).size === 1)).toBe(true);
  expect(await colours((await half()).greyscale().toColourspace("grey16").png().toBuffer())).toEqual(greys);
  const clears = await colours((await half()).png().toBuffer());
  expect(await colours((await half()).toColourspace("rgb16").png().toBuffer())).toEqual(clears);
  expect(await colours((await half()).png({ palette: true }).toBuffer())).toEqual(clears);
  expect({ greys, clears }).toEqual({ greys: grey.colours, clears: clear.colours });
});

// libvips 2577, Piexif 145: a frame that fills a part of its canvas.
test("of an animation the first frame is shown on its whole canvas, and the others are told", async () => {
  const gif = Buffer.from(await (await quarters()).gif().toBuffer());
  gif.writeUInt16LE(1.5 * WIDTH, 6);
  gif.writeUInt16LE(1.5 * HEIGHT, 8);
  const white = "#ggg";
  expect(await seen(gif)).toEqual({ colours: ["#f00", white, white, white], size: "180 × 120" });
  const frames = await Promise.all(
    [QUARTERS, ["#000000", "#000000", "#000000", "#000000"] as Quarters].map(async (one) =>
      (await quarters(one)).png().toBuffer(),
    ),
  );
  const animated = await sharp(frames, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
  expect(await inspectPicture(animated)).toMatchObject({ value: { details: { frames: 2 }, height: HEIGHT } });
  expect(await seen(animated)).toEqual(AS_SEEN);
});

/** A JPEG with a profile, whatever that is of. */
function withProfile(jpeg: Buffer, icc: Buffer): Buffer {
  const longest = 65_000;
  const count = Math.ceil(icc.length / longest);
  const segments = Array.from({ length: count }, (_, at) => {
    const part = icc.subarray(at * longest, (at + 1) * longest);
    const head = Buffer.from([0xff, 0xe2, 0, 0]);
    head.writeUInt16BE(16 + part.length, 2);
    return Buffer.concat([head, Buffer.from("ICC_PROFILE\0"), Buffer.from([at + 1, count]), part]);
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}
