/** The kinds of pictures that can be read, each with how it is named to a browser. */
export const MEDIA_TYPES = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
  gif: "image/gif",
  tiff: "image/tiff",
} as const;

export type PictureFormat = keyof typeof MEDIA_TYPES;

/** Bytes of a file's beginning that tell its format. */
export const TELLING_BYTES = 64;

const HEIC_BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]);
const AVIF_BRANDS = new Set(["avif", "avis"]);

/**
 * What a file is by its first bytes, whatever its name or its sender says. `heic` is a picture that cannot be read here;
 * `null` is no picture, and what a browser would run, such as SVG, is none.
 */
export function formatOf(beginning: Uint8Array): PictureFormat | "heic" | null {
  const text = Buffer.from(beginning.subarray(0, TELLING_BYTES)).toString("latin1");
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) return "webp";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "gif";
  if (text.startsWith("II*\0") || text.startsWith("MM\0*")) return "tiff";
  return text.startsWith("ftyp", 4) ? heifFormat(beginning, text) : null;
}

/** The format that a media type names; `null` for one that no asset has. */
export function formatOfMediaType(mediaType: string): PictureFormat | null {
  const found = Object.entries(MEDIA_TYPES).find(([, known]) => known === mediaType);
  return (found?.[0] as PictureFormat | undefined) ?? null;
}

// A box of brands: the main one, its version, and what else the file can be read as.
function heifFormat(beginning: Uint8Array, text: string): "avif" | "heic" | null {
  const boxBytes = Buffer.from(beginning).readUInt32BE(0);
  const end = Math.min(boxBytes, text.length);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text.slice(at, at + 4));
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return "avif";
  return brands.some((brand) => HEIC_BRANDS.has(brand)) || brands.includes("mif1") ? "heic" : null;
}
