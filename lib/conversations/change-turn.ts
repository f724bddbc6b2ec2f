import { db } from "#db/client.ts";
import { type OwnedTurn, type TurnChange, updateTurn } from "#db/queries/conversations/turns.ts";
import { holdTurn } from "#lib/calls/conversation-account.ts";

/** Changes a turn that runs with this owner. @returns `false` where it has ended or has another worker: it stays as it is. */
export async function changeTurn(owned: OwnedTurn, change: TurnChange): Promise<boolean> {
  return db().transaction(async (tx) => {
    const held = await holdTurn(tx, owned);
    if (held) await updateTurn(tx, owned, change);
    return held !== null;
  });
}
