import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";

const PHOTOS = join(process.cwd(), "node_modules/@vendure/create/assets/images");
const FONT_FILE = join(process.cwd(), "node_modules/@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf");

/** A photo of a product, by the beginning of its name; see the folder. */
export function photo(name: string): Buffer {
  return readFileSync(join(PHOTOS, `${name}-unsplash.jpg`));
}

/** A bottle on an even ground: a dark body with a lighter stripe, its shadow left out. */
export function bottle(ground: string, { width = 400, height = 600 } = {}): Sharp {
  const body = { left: Math.round(width * 0.35), top: Math.round(height * 0.2) };
  const [bodyWidth, bodyHeight] = [Math.round(width * 0.3), Math.round(height * 0.6)];
  const part = (background: string, w: number, h: number) => ({
    create: { width: w, height: h, channels: 3 as const, background },
  });
  return sharp(part(ground, width, height)).composite([
    { input: part("#40205a", bodyWidth, bodyHeight), ...body },
    {
      input: part("#c08040", Math.round(bodyWidth / 2), Math.round(bodyHeight / 4)),
      left: body.left + Math.round(bodyWidth / 4),
      top: body.top + Math.round(bodyHeight / 3),
    },
  ]);
}

/** A picture with words written over it, so many pixels high. */
export async function withWords(
  picture: Buffer,
  words: string,
  { left, top, colour, height = 30 }: { left: number; top: number; colour: string; height?: number },
): Promise<Buffer> {
  const text = {
    ...{ text: `<span foreground="${colour}">${words}</span>`, fontfile: FONT_FILE, dpi: 72, rgba: true },
    font: `Noto Sans S Chinese Bold ${height}`,
  };
  const layer = { input: await sharp({ text }).png().toBuffer(), left, top };
  return sharp(picture).composite([layer]).png().toBuffer();
}

/** A dark bottle on a ground of two light colours, which has no plain border. */
export async function bottleOnStripes(): Promise<Buffer> {
  const other = await bottle("#ffe8c0").png().toBuffer();
  const upper = await sharp(other).extract({ left: 0, top: 0, width: 400, height: 300 }).toBuffer();
  const whole = await bottle("#c0e8ff").png().toBuffer();
  return sharp(whole)
    .composite([{ input: upper, left: 0, top: 0 }])
    .png()
    .toBuffer();
}

/** A PNG whose header promises so many pixels, with hardly any of them there. */
export function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(40_000_000), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(content.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}
