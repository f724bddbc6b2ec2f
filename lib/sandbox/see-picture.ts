import type { OutputInfo } from "sharp";
import type { SandboxLanguage } from "./target-language.ts";

/** What the sandbox makes of a picture: its size, and the colour most of its subject has. Nothing else is seen. */
export interface SeenPicture {
  width: number;
  height: number;
  colour: Colour;
}

const COLOURS = {
  black: { zh: "黑色", en: "black", de: "Schwarz", fr: "noir", es: "negro", ja: "黒" },
  white: { zh: "白色", en: "white", de: "Weiß", fr: "blanc", es: "blanco", ja: "白" },
  grey: { zh: "灰色", en: "grey", de: "Grau", fr: "gris", es: "gris", ja: "グレー" },
  red: { zh: "红色", en: "red", de: "Rot", fr: "rouge", es: "rojo", ja: "赤" },
  brown: { zh: "棕色", en: "brown", de: "Braun", fr: "marron", es: "marrón", ja: "茶" },
  orange: { zh: "橙色", en: "orange", de: "Orange", fr: "orange", es: "naranja", ja: "オレンジ" },
  yellow: { zh: "黄色", en: "yellow", de: "Gelb", fr: "jaune", es: "amarillo", ja: "黄" },
  green: { zh: "绿色", en: "green", de: "Grün", fr: "vert", es: "verde", ja: "緑" },
  blue: { zh: "蓝色", en: "blue", de: "Blau", fr: "bleu", es: "azul", ja: "青" },
  purple: { zh: "紫色", en: "purple", de: "Violett", fr: "violet", es: "morado", ja: "紫" },
  pink: { zh: "粉色", en: "pink", de: "Rosa", fr: "rose", es: "rosa", ja: "ピンク" },
} satisfies Record<string, Record<SandboxLanguage, string>>;

type Colour = keyof typeof COLOURS;

const LOOKED_AT_SIDE = 48;

/** The colour's name in a language. */
export function colourIn(language: SandboxLanguage, { colour }: SeenPicture): string {
  return COLOURS[colour][language];
}

/** Tokens as OpenAI counts a picture: https://platform.openai.com/docs/guides/images-vision */
export function tokensOf({ width, height }: SeenPicture): number {
  const within = Math.min(1, 2_048 / Math.max(width, height));
  const scale = within * Math.min(1, 768 / (Math.min(width, height) * within));
  const tiles = Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512);
  return 85 + 170 * tiles;
}

/** Looks at a picture in a `data:` address; `null` where there is none to see. */
export async function seePicture(url: string): Promise<SeenPicture | null> {
  const [, base64] = /^data:image\/(?:jpeg|png|webp|gif);base64,([\w+/=\s]+)$/.exec(url) ?? [];
  if (base64 === undefined) return null;
  const { default: sharp } = await import("sharp");
  try {
    const picture = sharp(Buffer.from(base64, "base64"), { limitInputPixels: 50_000_000 });
    const { width, height } = await picture.metadata();
    const small = await picture
      .flatten({ background: "white" })
      .toColourspace("srgb")
      .resize(LOOKED_AT_SIDE, LOOKED_AT_SIDE, { fit: "inside" })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width, height, colour: mostOf(small.data, small.info) };
  } catch {
    return null;
  }
}

// What most of the picture's corners show is taken for its background.
function mostOf(pixels: Buffer, { width, height, channels }: OutputInfo): Colour {
  const at = (x: number, y: number) => {
    const from = (y * width + x) * channels;
    return colourOf(pixels[from] ?? 0, pixels[from + 1] ?? 0, pixels[from + 2] ?? 0);
  };
  const corners = [at(0, 0), at(width - 1, 0), at(0, height - 1), at(width - 1, height - 1)];
  const background = corners.find((colour) => corners.filter((other) => other === colour).length >= 3);
  const counts = new Map<Colour, number>();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = at(x, y);
      if (colour !== background) counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? background ?? "white";
}

function colourOf(red: number, green: number, blue: number): Colour {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  const spread = most - least;
  if (most < 45) return "black";
  if (spread < 25 || spread / most < 0.12) return most > 215 ? "white" : most < 80 ? "black" : "grey";
  const hue = hueOf(red, green, blue, most, spread);
  if (hue < 15 || hue >= 345) return most > 200 && least > 120 ? "pink" : "red";
  if (hue < 42) return most < 170 ? "brown" : "orange";
  if (hue < 68) return most < 120 ? "brown" : "yellow";
  if (hue < 165) return "green";
  if (hue < 255) return "blue";
  return hue < 290 ? "purple" : most > 190 && least > 90 ? "pink" : "purple";
}

function hueOf(red: number, green: number, blue: number, most: number, spread: number): number {
  const sixth =
    most === red
      ? (green - blue) / spread
      : most === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return (sixth * 60 + 360) % 360;
}
