import type { client } from "#components/api/client.ts";

/** A target as the API gives it: without its keys. */
export type Target = Awaited<ReturnType<typeof client.notifications.targets.list>>["items"][number];
