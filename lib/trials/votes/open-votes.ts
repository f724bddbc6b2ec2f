import type { Db } from "#db/client.ts";
import { type CellRow, readCells } from "#db/queries/trials/cells.ts";
import { findTrial, type TrialRow } from "#db/queries/trials/trials.ts";
import { readVotes, type VoteRow } from "#db/queries/trials/votes.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type Ballot, ballotsFor, type OutputPair, pairsToVoteOn } from "./ballots.ts";

/** A trial as one person votes on it. */
export interface OpenVotes {
  trial: TrialRow;
  cells: CellRow[];
  /** Everything they can vote on, in their order. */
  ballots: Ballot[];
  /** Their votes that count, the latest first. */
  own: VoteRow[];
}

/** Which pairs a person votes on, where that is not all of them. */
export interface VotesWanted {
  /** Two places in the trial. */
  variants?: readonly [number, number] | undefined;
  rowNumbers?: readonly number[] | undefined;
}

export type VotesRefusal = "forbidden" | "not_found" | "trial_not_over" | "nothing_to_vote_on";

/** What a person votes on in a trial that is over. Needs `trials:vote`. @param wanted all pairs when absent. */
export async function openVotes(
  tx: Db,
  actor: Actor,
  trialId: string,
  wanted: VotesWanted = {},
): Promise<Result<OpenVotes, VotesRefusal>> {
  if (!can(actor, "trials:vote")) return refuse("forbidden");
  const found = await findTrial(tx, trialId);
  if (!found) return refuse("not_found");
  const { trial } = found;
  if (trial.finishedAt === null) return refuse("trial_not_over");
  const cells = await readCells(tx, trialId);
  const pairs = pairsToVoteOn(cells).pairs.filter((pair) => isWanted(pair, wanted));
  if (pairs.length === 0) return refuse("nothing_to_vote_on");
  const ballots = ballotsFor(trial.voteSeed, actor.memberId, pairs);
  const own = (await readVotes(tx, trialId)).filter(({ memberId }) => memberId === actor.memberId);
  return accept({ trial, cells, ballots, own });
}

function isWanted({ rowNumber, a, b }: OutputPair, { variants, rowNumbers }: VotesWanted): boolean {
  const isOfRows = !rowNumbers || rowNumbers.includes(rowNumber);
  return isOfRows && (!variants || (variants.includes(a) && variants.includes(b)));
}

/** A pair by its own name. */
export function pairKey({ rowNumber, language, a, b }: OutputPair): string {
  return `${rowNumber} ${language} ${a} ${b}`;
}
