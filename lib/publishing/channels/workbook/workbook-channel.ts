import { z } from "zod";
import { db } from "#db/client.ts";
import { findUpload } from "#db/queries/datasets-uploads.ts";
import type { ChannelRow } from "#db/queries/publishing/channels.ts";
import type { StoredMappedField } from "#db/schema/publishing.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { Failure } from "#lib/failure.ts";
import type { FieldRefusal } from "#lib/result.ts";
import {
  type Channel,
  type Delivery,
  DeliveryFailed,
  type Examiner,
  type PublishedItems,
} from "../channel.ts";
import { deliverWorkbook } from "../file/deliver-file.ts";
import { testStore } from "../file/test-store.ts";
import { fillWorkbook, type KeyedCells } from "./fill-workbook.ts";
import { cellMaker } from "./item-cells.ts";
import { inspectUploaded, withUpload } from "./open-upload.ts";
import { type WorkbookConfig, type WorkbookSettings, workbookSettings } from "./workbook-config.ts";

/** The user's own workbook, such as a marketplace's template, with rows filled in and nothing else of it changed. */
export const workbookChannel = {
  kind: "workbook",
  config: workbookSettings.extend({ kind: z.literal("workbook") }),
  settings: workbookSettings,
  tellsReceiver: false,
  mappingMisfit: (mapping) => (mapping.length === 0 ? "workbook_nothing_mapped" : null),
  settingsMisfit,
  examine,
  deliver,
  async test(channel) {
    return (await testStore()) ?? (await misfitAsFailure(channel));
  },
  found,
} satisfies Channel<WorkbookConfig>;

/** @throws DeliveryFailed for a workbook that cannot be filled. */
async function deliver(items: PublishedItems, config: WorkbookConfig): Promise<Delivery> {
  return asDeliveryFailed(async () => {
    const { uploadId, sheet, firstRow, keyColumn } = config;
    const { columns } = await inspectUploaded(uploadId, config);
    const lost = lostColumn(columns, config, items.mapping);
    if (lost !== null)
      throw new DeliveryFailed({ code: "workbook_column_unknown", params: { column: lost, sheet } });
    const keyAt = columns.find(({ name }) => name === keyColumn)?.index ?? null;
    const place = { sheet, firstRow, keyColumn: keyAt };
    const rows = () => keyedCells(items, cellMaker(columns, config, items.mapping));
    return deliverWorkbook(items, (path, label) =>
      withUpload(uploadId, (from) => fillWorkbook(from, path, place, rows(), label)),
    );
  });
}

async function* keyedCells(
  items: PublishedItems,
  cellsOf: ReturnType<typeof cellMaker>,
): AsyncGenerator<KeyedCells> {
  for await (const item of items) {
    const { itemId, key } = item;
    yield { itemId, key, cells: cellsOf(item).cells };
  }
}

async function examine(config: WorkbookConfig, mapping: readonly StoredMappedField[]): Promise<Examiner> {
  const { columns } = await asDeliveryFailed(() => inspectUploaded(config.uploadId, config));
  const cellsOf = cellMaker(columns, config, mapping);
  return { problemsOf: async (_, items) => items.map((item) => cellsOf(item).problems) };
}

async function settingsMisfit(
  settings: Record<string, unknown>,
  mapping: readonly StoredMappedField[],
  { memberId, before }: { memberId: string; before: Record<string, unknown> | null },
): Promise<FieldRefusal | null> {
  const isNew = settings.uploadId !== before?.uploadId;
  // A file that somebody else sent would be theirs to publish.
  if (isNew && (await findUpload(db(), String(settings.uploadId)))?.memberId !== memberId)
    return { path: "config.uploadId", code: "workbook_gone" };
  const parsed = workbookSettings.parse(settings);
  const { uploadId, sheet, headerRow, firstRow, keyColumn } = parsed;
  if (firstRow <= headerRow) return { path: "config.firstRow", code: "workbook_first_row_above" };
  try {
    const { columns } = await inspectUploaded(uploadId, parsed);
    const lost = lostColumn(columns, parsed, mapping);
    if (lost === null) return null;
    const path = lost === keyColumn ? "config.keyColumn" : "mapping";
    return { path, code: "workbook_column_unknown", params: { column: lost, sheet } };
  } catch (cause) {
    if (!(cause instanceof FileRefusal)) throw cause;
    const { code, params } = cause.refusal;
    return { path: "config.uploadId", code, ...(params && { params }) };
  }
}

async function misfitAsFailure({ settings, mapping, createdBy }: ChannelRow): Promise<Failure | null> {
  const misfit = await settingsMisfit(settings, mapping, { memberId: createdBy, before: settings });
  if (!misfit) return null;
  const { code, params } = misfit;
  return { code, ...(params && { params }) };
}

async function found({ settings, mapping }: ChannelRow): Promise<Failure> {
  const parsed = workbookSettings.parse(settings);
  const { columns, lastUsedRow } = await inspectUploaded(parsed.uploadId, parsed);
  const kinds = columns.map(({ rule }) => rule?.kind);
  const mapped = new Set(mapping.map(({ to }) => to));
  const open = columns.filter(
    ({ name, isRequired }) => isRequired && !mapped.has(name) && name !== parsed.keyColumn,
  );
  return {
    code: "workbook_found",
    params: {
      sheet: parsed.sheet,
      columns: columns.length,
      mapped: mapped.size,
      lists: kinds.filter((kind) => kind === "list").length,
      unchecked: kinds.filter((kind) => kind === "unchecked").length,
      rows: Math.max(0, lastUsedRow - parsed.firstRow + 1),
      open: open.length,
      openColumns: open
        .slice(0, TOLD_COLUMNS)
        .map(({ name }) => name)
        .join(", "),
    },
  };
}

const TOLD_COLUMNS = 5;

/** The first column that is asked for and that the sheet does not have; `null`: it has them all. */
function lostColumn(
  columns: readonly { name: string }[],
  { keyColumn, required }: Pick<WorkbookSettings, "keyColumn" | "required">,
  mapping: readonly StoredMappedField[],
): string | null {
  const names = new Set(columns.map(({ name }) => name));
  const wanted = [...(keyColumn === null ? [] : [keyColumn]), ...mapping.map(({ to }) => to), ...required];
  return wanted.find((name) => !names.has(name)) ?? null;
}

async function asDeliveryFailed<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof FileRefusal) throw new DeliveryFailed(cause.refusal, { cause });
    throw cause;
  }
}
