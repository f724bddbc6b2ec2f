import type { client } from "#components/api/client.ts";

export type Conversation = Awaited<ReturnType<typeof client.conversations.get>>;
export type Turn = Conversation["turns"][number];
export type ConversationHead = Awaited<ReturnType<typeof client.conversations.list>>["items"][number];
type Changes = Awaited<ReturnType<typeof client.conversations.events>>;
export type ConversationChanges = Changes extends AsyncIterable<infer Change> ? Change : never;
