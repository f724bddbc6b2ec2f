import type { client } from "#components/api/client.ts";

export type OutputPage = Awaited<ReturnType<typeof client.outputs.list>>;
export type Output = OutputPage["items"][number];
export type BulkPreview = Awaited<ReturnType<typeof client.outputs.bulk.preview>>;
export type BulkAction = Awaited<ReturnType<typeof client.outputs.bulk.get>>;
