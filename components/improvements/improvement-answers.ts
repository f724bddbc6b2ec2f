import type { client } from "#components/api/client.ts";

export type Improvement = Awaited<ReturnType<typeof client.improvements.get>>;
export type ImprovementCase = Improvement["cases"][number];
export type Proposal = Improvement["proposals"][number];
export type ImprovementHead = Awaited<ReturnType<typeof client.improvements.list>>["items"][number];
export type ImprovementPreview = Awaited<ReturnType<typeof client.improvements.preview>>;
export type WaitingTemplate = Awaited<ReturnType<typeof client.improvements.waiting>>["items"][number];
type Events = Awaited<ReturnType<typeof client.improvements.events>>;
export type ImprovementProgress = Events extends AsyncIterable<infer Event> ? Event : never;
