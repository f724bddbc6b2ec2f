import { loadKit, READING } from "./picture-kit.ts";

/** A mask that is transparent where a picture may change, as one that is white there. Rejects for what is no picture. */
export async function maskOf(transparent: Uint8Array): Promise<Buffer> {
  const kit = await loadKit();
  return kit(transparent, READING).ensureAlpha().extractChannel("alpha").negate().png().toBuffer();
}
