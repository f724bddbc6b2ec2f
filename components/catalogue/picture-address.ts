import { pictureSrc } from "#components/images/image-answers.ts";

/** Where a small copy of a product's picture is shown from: its own address, or its asset's; nothing where it has neither. */
export function pictureAddress(
  picture: { url?: string | undefined; assetId?: string | undefined } | undefined,
): string | undefined {
  const { url, assetId } = picture ?? {};
  return url ?? (assetId ? pictureSrc(assetId, 160) : undefined);
}
