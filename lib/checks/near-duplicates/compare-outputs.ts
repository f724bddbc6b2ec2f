import type { Db } from "#db/client.ts";
import {
  findCandidates,
  findOwnFingerprints,
  keepFingerprints,
  lockFingerprints,
} from "#db/queries/checks/fingerprints.ts";
import { readProducts } from "#db/queries/checks/products.ts";
import { foldText } from "#lib/folded-text.ts";
import { newId } from "#lib/new-id.ts";
import type { NearDuplicateSpec } from "#lib/templates/check-spec.ts";
import { writtenTexts } from "#lib/templates/output-text.ts";
import type { Verdict } from "../verdict.ts";
import { bandKeys, type Fingerprint, fingerprintOf } from "./fingerprint.ts";
import { type Candidate, type ComparedOutput, mostAlike } from "./most-alike.ts";
import { nearDuplicateVerdict } from "./near-duplicate-verdict.ts";

/** The outputs among which an output is compared: a batch, or a variant of a trial. */
export interface Company {
  runId: string;
  datasetId: string;
  /** Of a trial, so that variants are not held against each other. */
  variant?: number;
}

/** An output with its place in its run. */
export interface PlacedOutput {
  seq: number;
  rowNumber: number;
  language: string;
  version: number;
  output: Readonly<Record<string, unknown>>;
}

/**
 * Says of outputs whether they are near-duplicates of what was there before them, in their run or published, and keeps
 * their fingerprints for those to come; verdicts by sequence number. Runs in the transaction that keeps the outputs: until
 * it ends, no other of the run is compared, so that of two that come together one is told of the other. Done again for
 * the same versions it says the same.
 */
export async function compareOutputs(
  tx: Db,
  company: Company,
  spec: NearDuplicateSpec,
  outputs: readonly PlacedOutput[],
): Promise<Map<number, Verdict>> {
  const { runId } = company;
  const verdicts = new Map(outputs.map(({ seq }) => [seq, nearDuplicateVerdict(spec, null)]));
  const compared = await fingerprinted(tx, company, spec, outputs);
  if (compared.length === 0) return verdicts;
  await lockFingerprints(tx, runId);
  const own = await findOwnFingerprints(
    tx,
    runId,
    compared.map(({ seq }) => seq),
  );
  const fresh: (ComparedOutput & { id: string; keys: string[] })[] = [];
  const candidates = await findCandidates(
    tx,
    compared.flatMap((output) => {
      const { seq, language, fingerprint } = output;
      const scopes = [scopeOf(company, language), publishedScope(language)];
      return scopes.flatMap((scope) => bandKeys(fingerprint, scope).map((band) => ({ seq, band })));
    }),
  );
  for (const output of compared) {
    const known = own.get(output.seq);
    const isKept = known?.version === output.version;
    const others = [...(candidates.get(output.seq) ?? []), ...alongside(runId, output, fresh)];
    const found = mostAlike(output, runId, others, {
      before: isKept ? known.id : null,
      similarity: spec.similarity,
    });
    verdicts.set(output.seq, nearDuplicateVerdict(spec, found));
    if (!isKept)
      fresh.push({
        ...output,
        id: newId(),
        keys: bandKeys(output.fingerprint, scopeOf(company, output.language)),
      });
  }
  await keepFingerprints(tx, runId, "made", fresh.map(kept));
  return verdicts;
}

/** What an output that is of no run is most like among what is published, as a verdict; nothing is kept. */
export async function compareWithPublished(
  tx: Db,
  spec: NearDuplicateSpec,
  output: Readonly<Record<string, unknown>>,
  language: string,
): Promise<Verdict> {
  const fingerprint = fingerprintOf(comparedTexts(output, spec.fields));
  if (!fingerprint) return nearDuplicateVerdict(spec, null);
  const seq = 0;
  const probes = bandKeys(fingerprint, publishedScope(language)).map((band) => ({ seq, band }));
  const candidates = (await findCandidates(tx, probes)).get(seq) ?? [];
  const compared = { seq, rowNumber: 0, version: 1, language, product: null, fingerprint };
  const { similarity } = spec;
  return nearDuplicateVerdict(spec, mostAlike(compared, "", candidates, { before: null, similarity }));
}

/** Keeps fingerprints of outputs that were published, for every output to come; again for the same changes nothing. */
export async function keepPublished(
  tx: Db,
  company: Company,
  spec: NearDuplicateSpec,
  outputs: readonly PlacedOutput[],
): Promise<void> {
  const compared = await fingerprinted(tx, company, spec, outputs);
  await keepFingerprints(
    tx,
    company.runId,
    "published",
    compared.map((output) =>
      kept({
        ...output,
        id: newId(),
        keys: bandKeys(output.fingerprint, publishedScope(output.language)),
      }),
    ),
  );
}

async function fingerprinted(
  tx: Db,
  { datasetId }: Company,
  { fields }: NearDuplicateSpec,
  outputs: readonly PlacedOutput[],
): Promise<ComparedOutput[]> {
  const products = await readProducts(tx, datasetId, [...new Set(outputs.map(({ rowNumber }) => rowNumber))]);
  return outputs.flatMap(({ output, ...place }) => {
    const fingerprint = fingerprintOf(comparedTexts(output, fields));
    if (!fingerprint) return [];
    const product = products.get(place.rowNumber) ?? `${datasetId} ${place.rowNumber}`;
    return [{ ...place, product, fingerprint }];
  });
}

function comparedTexts(output: Readonly<Record<string, unknown>>, fields: readonly string[] | undefined) {
  return writtenTexts(output)
    .filter(({ path }) => !fields || fields.includes(path.split(".")[0] ?? ""))
    .map(({ text }) => ({ folded: foldText(text) }));
}

// Outputs that come in the same transaction, in their order; only those that share a band, as if they were kept already.
function alongside(
  runId: string,
  { fingerprint, language }: ComparedOutput,
  fresh: readonly (ComparedOutput & { id: string })[],
): Candidate[] {
  const bands = new Set(fingerprint.bands);
  return fresh
    .filter((other) => other.language === language && sharesBand(other.fingerprint, bands))
    .map(({ id, seq, rowNumber, product, fingerprint: { signature } }) => ({
      id,
      runId,
      seq,
      rowNumber,
      product,
      isPublished: false,
      signature,
    }));
}

function sharesBand({ bands }: Fingerprint, others: ReadonlySet<bigint>): boolean {
  return bands.some((band) => others.has(band));
}

function scopeOf({ runId, variant }: Company, language: string): string {
  return `${runId} ${variant ?? ""} ${language}`;
}

function publishedScope(language: string): string {
  return `published ${language}`;
}

function kept({
  id,
  seq,
  rowNumber,
  version,
  product,
  fingerprint: { signature },
  keys,
}: ComparedOutput & { id: string; keys: string[] }) {
  return { id, seq, rowNumber, version, product, signature, bands: keys };
}
