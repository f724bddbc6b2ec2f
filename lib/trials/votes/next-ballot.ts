import { type Db, db } from "#db/client.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import { findVersion } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { inOrder } from "#lib/in-order.ts";
import { accept, type Result } from "#lib/result.ts";
import type { KeptVariant } from "../run-trial.ts";
import { type OpenVotes, openVotes, pairKey, type VotesRefusal, type VotesWanted } from "./open-votes.ts";

/** What a person votes on next. Nothing in it says which variant is which, what it cost or what the checks said. */
export interface NextBallot {
  /** `null` when they have voted on everything, as is all that belongs to it. */
  token: string | null;
  cell: { rowNumber: number; language: string } | null;
  left: Record<string, unknown> | null;
  right: Record<string, unknown> | null;
  /** The row that both were made of. */
  source: Record<string, string> | null;
  /** Pairs they have voted on, of how many. */
  voted: number;
  pairs: number;
  /** They launched the trial or wrote one of its versions. */
  madeVariants: boolean;
}

/** The next two outputs for a person to choose between, or that there are none left. Needs `trials:vote`. */
export async function nextBallot(
  actor: Actor,
  trialId: string,
  wanted: VotesWanted = {},
): Promise<Result<NextBallot, VotesRefusal>> {
  const opened = await openVotes(db(), actor, trialId, wanted);
  return opened.ok ? accept(await describeNext(db(), actor, opened.value)) : opened;
}

/** The same of what is open already. */
export async function describeNext(
  tx: Db,
  actor: Actor,
  { trial, cells, ballots, own }: OpenVotes,
): Promise<NextBallot> {
  const voted = new Set(own.map(pairKey));
  const ballot = ballots.find((one) => !voted.has(pairKey(one)));
  const versions = await Promise.all(
    (trial.variants as KeptVariant[]).map(async ({ templateVersionId, draft }) => {
      const kept = await findVersion(tx, templateVersionId);
      return {
        outputs: (draft ?? kept)?.outputs ?? [],
        writers: [kept?.createdBy, kept?.savedBy, kept?.publishedBy],
      };
    }),
  );
  const counts = {
    voted: ballots.filter((one) => voted.has(pairKey(one))).length,
    pairs: ballots.length,
    madeVariants:
      trial.createdBy === actor.memberId || versions.some(({ writers }) => writers.includes(actor.memberId)),
  };
  if (!ballot) return { token: null, cell: null, left: null, right: null, source: null, ...counts };
  const { token, rowNumber, language } = ballot;
  const outputOf = (variant: number) => {
    const cell = cells.find(
      (one) => one.variant === variant && one.rowNumber === rowNumber && one.language === language,
    );
    return inOrder(cell?.output ?? {}, versions[variant]?.outputs.map(({ name }) => name) ?? []);
  };
  const [row] = await readRowsByNumber(tx, trial.datasetId, [rowNumber]);
  const columns = (await findDataset(tx, trial.datasetId))?.columns.map(({ name }) => name) ?? [];
  return {
    token,
    cell: { rowNumber, language },
    left: outputOf(ballot.left),
    right: outputOf(ballot.right),
    source: inOrder(row?.values ?? {}, columns),
    ...counts,
  };
}
