import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { findChannel } from "#db/queries/publishing/channels.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import { countRefusalCauses } from "#db/queries/publishing/refusals.ts";
import { type AigcLabel, explicitLabel } from "#lib/ai-label.ts";
import { AppError } from "#lib/app-error.ts";
import type { FieldRefusal } from "#lib/result.ts";
import {
  type Channel,
  type Delivery,
  DeliveryFailed,
  type Examiner,
  type Forecast,
  type ItemProblem,
  type PublishedItems,
} from "../channel.ts";
import { deliverChecked } from "../file/deliver-file.ts";
import { testStore } from "../file/test-store.ts";
import { Tally, type TrainingFigures } from "./figures.ts";
import { NearDuplicatesOut } from "./near-duplicates-out.ts";
import { ItemsToPrepare, type Prepared } from "./prepare-items.ts";
import { rejectedSamples } from "./rejected-samples.ts";
import { checkArchive, type PackedPart, TrainingParts } from "./training-archive.ts";
import { type TrainingConfig, trainingSettings } from "./training-settings.ts";

/** Approved outputs as a training set: an archive with a file for each part, and what is told of them. */
export const trainingChannel = {
  kind: "training-set",
  config: trainingSettings.extend({ kind: z.literal("training-set") }),
  settings: trainingSettings,
  tellsReceiver: false,
  mappingMisfit: (mapping) => (mapping.length > 0 ? "training_mapped" : null),
  settingsMisfit,
  examine,
  forecast,
  deliver,
  test: testStore,
} satisfies Channel<TrainingConfig>;

async function settingsMisfit(
  settings: Record<string, unknown>,
  _: unknown,
  {
    before,
    key,
    keyBefore,
  }: { before: Record<string, unknown> | null; key: string | null; keyBefore: string | null },
): Promise<FieldRefusal | null> {
  if (key === null) return { path: "key", code: "training_key_missing" };
  if (!before) return null;
  // Products would move from one part to another, and a model be tested on what it was trained on.
  if (key !== keyBefore) return { path: "key", code: "training_key_fixed" };
  const [now, then] = [settings, before].map((each) => trainingSettings.parse(each));
  if (JSON.stringify(now?.shares) !== JSON.stringify(then?.shares))
    return { path: "config.shares", code: "training_shares_fixed" };
  return now?.file === then?.file ? null : { path: "config.file", code: "training_file_fixed" };
}

async function examine(config: TrainingConfig, _: unknown, channelId: string): Promise<Examiner> {
  const toPrepare = new ItemsToPrepare(config);
  const nearDuplicates = await NearDuplicatesOut.open(config, channelId);
  return {
    looksBack: true,
    async problemsOf(tx, items) {
      const prepared = await nearDuplicates.outOf(tx, items, await toPrepare.prepare(tx, items));
      return prepared.map((one) => ("problem" in one ? [problemOf(one)] : []));
    },
    keep: (publicationId, signal) => nearDuplicates.keep(publicationId, signal),
    close: () => nearDuplicates.close(),
  };
}

function problemOf({ problem }: Extract<Prepared, { problem: unknown }>): ItemProblem {
  return { ...problem, column: "", allowed: [], isStrict: true };
}

function forecast(config: TrainingConfig): Forecast {
  const toPrepare = new ItemsToPrepare(config);
  const tally = new Tally();
  return {
    async take(tx, items) {
      for (const prepared of await toPrepare.prepare(tx, items)) count(tally, prepared);
    },
    leaveOut: ({ code }) => tally.leaveOut(code),
    async figures(tx, of, most) {
      if (config.file !== "samples") return tally.figures(config);
      let looked = 0;
      for await (const prepared of rejectedSamples(tx, { ...of, until: null }, config)) {
        count(tally, prepared);
        if (++looked === most) break;
      }
      return tally.figures(config);
    },
  };
}

function count(tally: Tally, prepared: Prepared): void {
  if ("problem" in prepared) {
    tally.leaveOut(prepared.problem.code);
    return;
  }
  for (const line of prepared.lines) tally.add(prepared.split, line);
  if (!prepared.isVerified) tally.addUnverified(prepared.lines.length);
}

/** @throws DeliveryFailed for an item that cannot be written any more although it was examined. */
async function deliver(
  items: PublishedItems,
  config: TrainingConfig,
  signal: AbortSignal,
): Promise<Delivery> {
  let parts: PackedPart[] = [];
  let training: TrainingFigures | undefined;
  const delivery = await deliverChecked(
    items,
    { extension: "zip", mediaType: "application/zip" },
    async (path, label) => {
      const written = new TrainingParts();
      try {
        const tally = await writeParts(items, config, written, signal);
        parts = await written.end();
        training = tally.figures(config);
        const manifest = await manifestOf(items, config, { parts, training, label });
        await pipeline(written.archive(manifest), createWriteStream(path, { flags: "wx", mode: 0o600 }));
      } finally {
        await written.remove();
      }
    },
    (path, label) => checkArchive(path, { file: config.file, parts, label }),
  );
  if (delivery.made !== "file") throw new AppError("A training set was not made as a file.");
  return { ...delivery, training };
}

async function writeParts(
  items: PublishedItems,
  config: TrainingConfig,
  parts: TrainingParts,
  signal: AbortSignal,
): Promise<Tally> {
  const toPrepare = new ItemsToPrepare(config);
  const tally = new Tally();
  const write = async (prepared: Prepared) => {
    count(tally, prepared);
    if ("problem" in prepared) return;
    for (const { line } of prepared.lines) await parts.add(prepared.split, line);
  };
  for await (const item of items) {
    const [prepared] = await toPrepare.prepare(db(), [item]);
    if (!prepared || "problem" in prepared)
      throw new DeliveryFailed({
        code: prepared?.problem.code ?? "publication_failed",
        params: { ...prepared?.problem.params, itemId: item.itemId },
      });
    await write(prepared);
  }
  const { publicationId, cutoffAt } = items;
  for (const { code, count: left } of await countRefusalCauses(db(), publicationId))
    tally.leaveOut(code, left);
  if (config.file !== "samples") return tally;
  const publication = await findPublication(db(), publicationId);
  const channel = publication?.channelId ? await findChannel(db(), publication.channelId) : null;
  if (!publication?.terms || !channel) throw new AppError("A training set has no channel.");
  const { batchId, terms } = publication;
  const of = { batchId, terms, languages: channel.languages, until: cutoffAt };
  for await (const prepared of rejectedSamples(db(), of, config)) {
    signal.throwIfAborted();
    await write(prepared);
  }
  return tally;
}

/** What is told of a training set beside its lines, which have no room for it: where it comes from and that it is made. */
async function manifestOf(
  { publicationId, batchName, cutoffAt, simulated }: PublishedItems,
  { kind: _, ...settings }: TrainingConfig,
  { parts, training, label }: { parts: PackedPart[]; training: TrainingFigures; label: AigcLabel },
): Promise<object> {
  const publication = await findPublication(db(), publicationId);
  const batch = publication && (await findBatch(db(), publication.batchId));
  const { splits, leftOut, unverified, trainedTokens, cost } = training;
  return {
    publicationId,
    batch: { id: batch?.id, name: batchName },
    templateVersionId: batch?.templateVersionId,
    modelId: batch?.modelId,
    cutoffAt: cutoffAt.toISOString(),
    settings,
    files: parts.map((part) => ({
      ...part,
      tokens: splits.find(({ split }) => part.name === `${split}.jsonl`)?.tokens ?? 0,
    })),
    ...{ leftOut, unverifiedPrompts: unverified, trainedTokens, cost },
    ...(simulated && { simulated }),
    ai_generated: true,
    ai_label: explicitLabel("en"),
    AIGC: label,
  };
}
