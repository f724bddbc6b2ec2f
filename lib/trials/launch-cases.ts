import { randomInt } from "node:crypto";
import type { Db } from "#db/client.ts";
import { insertCells } from "#db/queries/trials/cells.ts";
import { insertTrial } from "#db/queries/trials/trials.ts";
import type { GlossaryVersion } from "#lib/glossaries/load-glossaries.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { runTrialJob } from "./jobs.ts";
import type { KeptVariant } from "./run-trial.ts";
import type { TrialParameters } from "./trial-parameters.ts";

const SEEDS = 2 ** 31;

/** A trial of texts that stand in no version, on chosen rows. */
export interface CasesTrial {
  datasetId: string;
  /** At least one; all rows are asked of each. */
  cases: readonly { rowNumber: number; language: string }[];
  /** The versions as they are to be asked, 1 to 4. */
  versions: readonly TemplateVersion[];
  glossaries: GlossaryVersion[];
  modelId: string;
  parameters: TrialParameters;
  /** The most that its calls may cost, in the currency of the models' price. */
  cap: string;
  createdBy: string;
}

/** Starts such a trial in the caller's transaction; whoever calls has asked whether it may be. @returns its id. */
export async function launchCases(tx: Db, of: CasesTrial): Promise<string> {
  const id = newId();
  const { datasetId, cases, versions, glossaries, modelId, parameters, cap, createdBy } = of;
  const rowNumbers = [...new Set(cases.map(({ rowNumber }) => rowNumber))];
  const variants: KeptVariant[] = versions.map((draft) => ({
    ...{ templateVersionId: draft.id, modelId, parameters, draft, glossaries },
  }));
  await insertTrial(tx, {
    ...{ id, datasetId, variants, cap, createdBy, status: "running" },
    sample: {
      ...{ size: rowNumbers.length, method: "first", seed: randomInt(SEEDS) },
      rows: rowNumbers.map((rowNumber) => ({ rowNumber, weight: 1, drawnAs: "kept" })),
    },
    languages: [...new Set(cases.map(({ language }) => language))],
  });
  const places = cases.flatMap(({ rowNumber, language }) =>
    versions.map((_, variant) => ({ rowNumber, language, variant })),
  );
  await insertCells(
    tx,
    places.map((place, seq) => ({ trialId: id, seq, ...place, status: "pending" as const })),
  );
  await enqueue(tx, runTrialJob, { trialId: id });
  return id;
}
