import { join } from "node:path";
import type { Engine } from "../engine.ts";
import type { OperationOf } from "./operation.ts";
import { seenLabel } from "./picture-label.ts";
import type { Rectangle } from "./place.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";
import { replacePart } from "./replace-part.ts";

const FONT = "Noto Sans S Chinese Bold 48";
const DRAWN_DPI = 300;
/** Of the letters' height: the plate around them, and its way to the edge. */
const PADDING = 0.45;
const EDGE = 0.6;
/** Letters with tails are drawn larger, so that those without are as high as the rules ask. */
const WITH_TAILS = /[gjpqy]/;
const TAIL = 1.3;

const FONT_FILE = join(
  /* turbopackIgnore: true */ process.cwd(),
  "node_modules/@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf",
);

/** A label that was drawn: letters on a plate, and where they stand. */
export interface DrawnLabel {
  drawn: RawPicture;
  words: string;
  at: Rectangle;
}

/** Writes on a picture that it was made by AI: white on a dark plate, so that it reads on any picture. */
export async function drawLabel(
  engine: Engine,
  picture: RawPicture,
  { language, corner, heightPercent }: Pick<OperationOf<"label">, "language" | "corner" | "heightPercent">,
): Promise<{ picture: RawPicture; label: DrawnLabel }> {
  const words = seenLabel(language);
  // Its first and last line are half of the letters' and half of the plate's.
  const letters = Math.ceil((Math.min(picture.width, picture.height) * heightPercent) / 100) + 2;
  const text = await drawText(engine, words, Math.ceil(letters * (WITH_TAILS.test(words) ? TAIL : 1)));
  const padding = Math.max(1, Math.round(letters * PADDING));
  const plate = { width: text.width + 2 * padding, height: text.height + 2 * padding };
  const edge = Math.min(
    Math.round(letters * EDGE),
    Math.floor((picture.width - plate.width) / 2),
    Math.floor((picture.height - plate.height) / 2),
  );
  const left = corner.endsWith("left") ? Math.max(0, edge) : picture.width - plate.width - Math.max(0, edge);
  const top = corner.startsWith("top")
    ? Math.max(0, edge)
    : picture.height - plate.height - Math.max(0, edge);
  const plated = engine
    .default({ create: { ...plate, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.6 } } })
    .composite([{ ...layer(text), left: padding, top: padding }]);
  const label = await toRaw(plated);
  const at = { left: Math.max(0, left), top: Math.max(0, top), width: plate.width, height: plate.height };
  return { picture: await drawOver(engine, picture, label, at), label: { drawn: label, words, at } };
}

// The rest of the picture stays as it is, so that only the label's part is worked on.
async function drawOver(
  engine: Engine,
  picture: RawPicture,
  label: RawPicture,
  at: Rectangle,
): Promise<RawPicture> {
  const part = fromRaw(engine, picture)
    .extract(at)
    .composite([layer(label)]);
  return replacePart(picture, await toRaw(picture.channels === 3 ? part.removeAlpha() : part), at);
}

function layer({ pixels, width, height, channels }: RawPicture) {
  return { input: pixels, raw: { width, height, channels } };
}

// The words are few, and drawing letters takes longer than all else here.
const largeWords = new Map<string, RawPicture>();

async function drawText(engine: Engine, words: string, height: number): Promise<RawPicture> {
  const large = largeWords.get(words) ?? (await drawLarge(engine, words));
  largeWords.set(words, large);
  return toRaw(fromRaw(engine, large).resize({ height }));
}

async function drawLarge(engine: Engine, words: string): Promise<RawPicture> {
  const text = await engine
    .default({
      text: {
        text: `<span foreground="white">${words}</span>`,
        ...{ fontfile: FONT_FILE, font: FONT, dpi: DRAWN_DPI, rgba: true },
      },
    })
    .png()
    .toBuffer();
  return toRaw(engine.default(text).trim({ background: { r: 0, g: 0, b: 0, alpha: 0 } }));
}
