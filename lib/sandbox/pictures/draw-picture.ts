import { join } from "node:path";
import type sharp from "sharp";
import { colourOfPrompt, type Rgb } from "./colour-of-prompt.ts";
import { loadKit, READING } from "./picture-kit.ts";

/** What a simulated picture is drawn by. */
export interface Drawing {
  prompt: string;
  seed: number;
  width: number;
  height: number;
  /** The picture it is made from, if any. */
  source?: Uint8Array;
  /** White where the source may change. */
  mask?: Uint8Array;
}

const FONT = "Noto Sans S Chinese Bold 48";
const FONT_FILE = join(
  /* turbopackIgnore: true */ process.cwd(),
  "node_modules/@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf",
);
const LONGEST_WORDS = 60;
const BAND = 0.09;

/**
 * A picture that nobody could take for a real one: the source, or a plain shape, in the colour of what the prompt names,
 * with a band across that says that it is simulated, of which prompt and seed. The same each time for the same request.
 * @returns PNG. Rejects for a source or mask that cannot be read.
 */
export async function drawPicture({ prompt, seed, width, height, source, mask }: Drawing): Promise<Buffer> {
  const kit = await loadKit();
  const colour = colourOfPrompt(prompt, seed);
  const size = { width, height };
  const base = source ? await inSize(kit, source, size) : await drawShape(kit, size, colour);
  const tinted = source ? await tint(kit, base, size, colour, mask) : base;
  const band = await drawBand(kit, { width, height: Math.max(24, Math.round(height * BAND)) }, prompt, seed);
  return kit(tinted)
    .composite([{ input: band, gravity: "south" }])
    .png({ compressionLevel: 3 })
    .toBuffer();
}

/** The size of a picture. Rejects for one that cannot be read. */
export async function sizeOf(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  const { width, height } = (await (await loadKit())(bytes, READING).metadata()).autoOrient;
  return { width, height };
}

/** Makes a picture larger, plainly. @returns PNG. Rejects for one that cannot be read. */
export async function enlargePicture(bytes: Uint8Array, factor: number): Promise<Buffer> {
  const kit = await loadKit();
  const { width, height } = await sizeOf(bytes);
  const size = { width: Math.round(width * factor), height: Math.round(height * factor) };
  const large = await kit(bytes, READING)
    .autoOrient()
    .resize({ ...size, fit: "fill" })
    .png()
    .toBuffer();
  const band = await drawBand(
    kit,
    { width: size.width, height: Math.max(24, Math.round(size.height * BAND)) },
    "",
    0,
  );
  return kit(large)
    .composite([{ input: band, gravity: "south" }])
    .png({ compressionLevel: 3 })
    .toBuffer();
}

interface Size {
  width: number;
  height: number;
}

function inSize(kit: typeof sharp, bytes: Uint8Array, size: Size): Promise<Buffer> {
  return kit(bytes, READING)
    .autoOrient()
    .resize({ ...size, fit: "cover" })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** All of a picture, or where its mask is white, in a colour. */
async function tint(
  kit: typeof sharp,
  base: Buffer,
  size: Size,
  colour: Rgb,
  mask: Uint8Array | undefined,
): Promise<Buffer> {
  // Where only a part may change it may change wholly.
  const opacity = mask ? 0.85 : 0.35;
  const sheet = kit({ create: { ...size, channels: 3, background: colour } });
  const alpha = mask
    ? await kit(mask, READING)
        .resize({ ...size, fit: "cover" })
        .toColourspace("b-w")
        .linear(opacity, 0)
        .raw()
        .toBuffer()
    : Buffer.alloc(size.width * size.height, Math.round(opacity * 255));
  const overlay = await sheet
    .joinChannel(alpha, { raw: { ...size, channels: 1 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return kit(base)
    .composite([{ input: overlay }])
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** A block before a plain ground. */
async function drawShape(kit: typeof sharp, size: Size, colour: Rgb): Promise<Buffer> {
  const light = (part: number) => Math.round(part + (255 - part) * 0.6);
  const ground = { r: light(colour.r), g: light(colour.g), b: light(colour.b) };
  const block = { width: Math.round(size.width * 0.32), height: Math.round(size.height * 0.5) };
  const input = await kit({ create: { ...block, channels: 3, background: colour } })
    .png()
    .toBuffer();
  return kit({ create: { ...size, channels: 3, background: ground } })
    .composite([{ input, gravity: "centre" }])
    .png({ compressionLevel: 1 })
    .toBuffer();
}

async function drawBand(kit: typeof sharp, size: Size, prompt: string, seed: number): Promise<Buffer> {
  const said = [...prompt.replace(/\s+/g, " ").trim()].slice(0, LONGEST_WORDS).join("");
  const words = escapeMarkup(`SIMULATED 模拟 · ${seed}${said && ` · ${said}`}`);
  const text = await kit({
    text: {
      text: `<span foreground="white">${words}</span>`,
      fontfile: FONT_FILE,
      font: FONT,
      dpi: 150,
      rgba: true,
    },
  })
    .png()
    .toBuffer();
  const room = { width: Math.max(1, size.width - 16), height: Math.max(1, size.height - 12) };
  const { data: input, info } = await kit(text)
    .resize({ ...room, fit: "inside" })
    .png()
    .toBuffer({ resolveWithObject: true });
  return kit({ create: { ...size, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.75 } } })
    .composite([{ input, left: 8, top: Math.floor((size.height - info.height) / 2) }])
    .png()
    .toBuffer();
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
