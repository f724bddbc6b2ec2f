import type { client } from "#components/api/client.ts";

/** A page of approved translations. */
export type MemoryAnswer = Awaited<ReturnType<typeof client.memory.list>>;

export type MemoryEntry = MemoryAnswer["items"][number];
