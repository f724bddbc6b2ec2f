import { db } from "#db/client.ts";
import { readTurns, readTurnVersions, type TurnRow } from "#db/queries/conversations/turns.ts";
import { watch } from "#lib/watch.ts";

/** The turns that changed since the last time, and whether none runs any more. */
export interface ConversationChange {
  hasEnded: boolean;
  turns: TurnRow[];
}

/** Every turn at first, then those that change, until none runs or the reader left. */
export async function* watchConversation(
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ConversationChange> {
  const seen = new Map<number, number>();
  const conversation = {
    look: () => readTurnVersions(db(), id),
    hasEnded: (turns: Pick<TurnRow, "state">[]) => turns.every(({ state }) => state !== "running"),
  };
  for await (const versions of watch(conversation, signal)) {
    const changed = versions.filter(({ seq, version }) => seen.get(seq) !== version);
    const turns = await readTurns(
      db(),
      id,
      changed.map(({ seq }) => seq),
    );
    for (const { seq, version } of turns) seen.set(seq, version);
    yield { hasEnded: conversation.hasEnded(versions), turns };
  }
}
