import type { client } from "#components/api/client.ts";

/** A dataset as the API answers it. */
export type DatasetAnswer = Awaited<ReturnType<typeof client.datasets.get>>;

/** A dataset in the list, and as its import goes on. */
export type DatasetSummary = Awaited<ReturnType<typeof client.datasets.list>>["items"][number];

/** What an uploaded file holds. */
export type UploadPreview = Awaited<ReturnType<typeof client.uploads.preview>>;

export type PreviewColumn = UploadPreview["columns"][number];

/** What changed between a dataset and another, with a page of the rows. */
export type ChangesAnswer = Awaited<ReturnType<typeof client.datasets.changes>>;

export type ChangedRow = ChangesAnswer["items"][number];

/** What an import of an uploaded file would leave out. */
export type UploadCheck = Awaited<ReturnType<typeof client.uploads.check>>;
