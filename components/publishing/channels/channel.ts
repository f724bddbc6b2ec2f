import type { client } from "#components/api/client.ts";

/** A channel as the API gives it. */
export type Channel = Awaited<ReturnType<typeof client.channels.list>>["items"][number];
