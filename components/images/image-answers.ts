import type { client } from "#components/api/client.ts";

/** A picture as the API answers it. */
export type Asset = Awaited<ReturnType<typeof client.assets.list>>["items"][number];
export type AssetPage = Awaited<ReturnType<typeof client.assets.list>>;
export type Report = Awaited<ReturnType<typeof client.imageReports.get>>;
export type ReportPage = Awaited<ReturnType<typeof client.imageReports.list>>;
export type ReportSummary = ReportPage["items"][number];

/** Of a picture that is looked at in full, in pixels. */
export const SHOWN_WIDTH = 1280;

/** Where a picture is shown from; a copy of at most so many pixels across. */
export function pictureSrc(id: string, width: 160 | 320 | 640 | 1280): string {
  return `/api/v1/assets/${id}/file?width=${width}`;
}
