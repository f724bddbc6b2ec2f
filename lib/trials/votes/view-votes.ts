import type { Db } from "#db/client.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import type { CellRow } from "#db/queries/trials/cells.ts";
import { readVotes } from "#db/queries/trials/votes.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { pairsToVoteOn } from "./ballots.ts";
import { type CountedVote, type PairFigures, voteFigures } from "./vote-figures.ts";

/** What people said of a trial's outputs, of all and of each person. */
export interface VotesView {
  /** Two outputs of the same row and language that can be voted on. */
  pairs: number;
  /** Such outputs that are the same word for word; nobody is asked about them. */
  identical: number;
  /** Pairs that the reader has voted on. */
  mine: number;
  all: PairFigures[];
  people: { memberId: string; name: string | null; voted: number; figures: PairFigures[] }[];
}

/** The votes of a trial, counted. */
export async function viewVotes(
  tx: Db,
  actor: Actor,
  { trialId, cells }: { trialId: string; cells: readonly CellRow[] },
): Promise<VotesView> {
  const { pairs, identical } = pairsToVoteOn(cells);
  const votes = (await readVotes(tx, trialId)) as CountedVote[];
  const people = Map.groupBy(votes, ({ memberId }) => memberId);
  const names = await readMemberNames(tx, [...people.keys()]);
  return {
    pairs: pairs.length,
    identical,
    mine: people.get(actor.memberId)?.length ?? 0,
    all: voteFigures(votes),
    people: [...people].map(([memberId, own]) => ({
      memberId,
      name: names.get(memberId) ?? null,
      voted: own.length,
      figures: voteFigures(own),
    })),
  };
}
