import { type Db, db } from "#db/client.ts";
import { insertVote, lockVoter } from "#db/queries/trials/votes.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { describeNext, type NextBallot } from "./next-ballot.ts";
import { openVotes, type VotesRefusal, type VotesWanted } from "./open-votes.ts";
import type { Choice } from "./vote-figures.ts";

export interface Vote {
  cell: { rowNumber: number; language: string };
  choice: Choice;
  /** Of the ballot that was shown. */
  token: string;
}

/**
 * Keeps which of two outputs a person found better, and gives what they vote on next. A second vote on the same two
 * counts in place of the first. Refuses a token that is not of this person's ballots, or of another row. Needs
 * `trials:vote`.
 */
export async function castVote(
  actor: Actor,
  trialId: string,
  { cell, choice, token }: Vote,
  wanted: VotesWanted = {},
): Promise<Result<NextBallot, VotesRefusal | "vote_not_shown">> {
  return voting<VotesRefusal | "vote_not_shown">(actor, { trialId, wanted }, async (tx) => {
    const opened = await openVotes(tx, actor, trialId, wanted);
    if (!opened.ok) return opened;
    const ballot = opened.value.ballots.find((one) => one.token === token);
    if (!ballot || ballot.rowNumber !== cell.rowNumber || ballot.language !== cell.language)
      return refuse("vote_not_shown");
    const { rowNumber, language, a, b, left } = ballot;
    const isA = (choice === "left") === (left === a);
    const said = choice === "left" || choice === "right" ? (isA ? "a" : "b") : choice;
    const place = { trialId, memberId: actor.memberId, rowNumber, language, a, b, left };
    await insertVote(tx, { id: newId(), ...place, choice: said });
    return accept(null);
  });
}

/** Takes back a person's last vote on a trial that counts, and gives it to vote on again. Needs `trials:vote`. */
export async function undoVote(
  actor: Actor,
  trialId: string,
  wanted: VotesWanted = {},
): Promise<Result<NextBallot, VotesRefusal | "no_vote_to_undo">> {
  return voting<VotesRefusal | "no_vote_to_undo">(actor, { trialId, wanted }, async (tx) => {
    const opened = await openVotes(tx, actor, trialId);
    if (!opened.ok) return opened;
    const [last] = opened.value.own;
    if (!last) return refuse("no_vote_to_undo");
    await insertVote(tx, { ...last, id: newId(), choice: "withdrawn", votedAt: new Date() });
    return accept(null);
  });
}

// One vote of a person after the other: the last one is the last, and what comes next knows of it.
async function voting<Code extends string>(
  actor: Actor,
  { trialId, wanted }: { trialId: string; wanted: VotesWanted },
  act: (tx: Db) => Promise<Result<null, Code>>,
): Promise<Result<NextBallot, Code | VotesRefusal>> {
  return db().transaction(async (tx) => {
    await lockVoter(tx, trialId, actor.memberId);
    const done = await act(tx);
    if (!done.ok) return done;
    const after = await openVotes(tx, actor, trialId, wanted);
    return after.ok ? accept(await describeNext(tx, actor, after.value)) : after;
  });
}
