import type sharp from "sharp";

/** Loads what draws, which most processes never need. */
export async function loadKit(): Promise<typeof sharp> {
  return (await import("sharp")).default;
}

/** How pictures that were sent are read. */
export const READING = { limitInputPixels: 50_000_000, failOn: "error" } as const;
