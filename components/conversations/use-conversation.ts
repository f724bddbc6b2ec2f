"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, client } from "#components/api/client.ts";
import { useServerEvents } from "#components/api/use-server-events.ts";
import type { Conversation, ConversationChanges, Turn } from "./conversation-answers.ts";

/** A conversation that stays up to date while an answer is written. */
export function useConversation(id: string) {
  const queries = useQueryClient();
  const input = { id };
  const key = api.conversations.get.queryKey({ input });
  const query = useQuery(api.conversations.get.queryOptions({ input }));
  const running = query.data?.turns.find(({ state }) => state === "running");
  useServerEvents<ConversationChanges>({
    source: running ? `${id} ${running.seq}` : null,
    open: (signal) => client.conversations.events(input, { signal }),
    hear: ({ turns }) => queries.setQueryData<Conversation>(key, (known) => known && withTurns(known, turns)),
    isLast: ({ hasEnded }) => hasEnded,
    onEnd: () => void queries.invalidateQueries({ queryKey: api.conversations.key() }),
  });
  return query;
}

function withTurns(conversation: Conversation, changed: readonly Turn[]): Conversation {
  const bySeq = new Map([...conversation.turns, ...changed].map((turn) => [turn.seq, turn]));
  return { ...conversation, turns: [...bySeq.values()].sort((a, b) => a.seq - b.seq) };
}
