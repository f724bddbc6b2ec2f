/** How files of each kind begin, in hexadecimal. */
const SIGNATURES: [mediaType: string, beginning: RegExp][] = [
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/webp", /^52494646.{8}57454250/],
];

/** What a picture is by its first bytes: providers do not say, or say what was asked for. `null` for none. */
export function mediaTypeOf(bytes: Uint8Array): string | null {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString("hex");
  return SIGNATURES.find(([, signature]) => signature.test(beginning))?.[0] ?? null;
}
