import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import { db } from "#db/client.ts";
import { type AssetRecord, findAssets } from "#db/queries/images/assets.ts";
import { findLabelled } from "#db/queries/images/made-pictures.ts";
import { AppError } from "#lib/app-error.ts";
import { BYTE_ORDER_MARK, csvLines } from "#lib/csv-lines.ts";
import { formatOfMediaType } from "#lib/images/picture-format.ts";
import { openAsset } from "#lib/images/read-asset.ts";
import { cellText } from "#lib/spreadsheet-cell.ts";
import { labelsInPicture } from "../../labels/picture.ts";
import {
  type Channel,
  type Delivery,
  DeliveryFailed,
  type Examiner,
  type ItemProblem,
  type PublishedItem,
  type PublishedItems,
} from "../channel.ts";
import { deliverChecked } from "../file/deliver-file.ts";
import { publishedColumns } from "../file/table.ts";
import { testStore } from "../file/test-store.ts";
import { pictureName } from "./picture-name.ts";
import { checkPictures, MANIFEST, type PackedItem, writePictures } from "./pictures-archive.ts";
import { type PicturesConfig, picturesSettings } from "./pictures-settings.ts";

/** Approved pictures as an archive: their files by names of the channel's own, and a manifest of all that belongs to them. */
export const picturesChannel = {
  kind: "pictures",
  config: picturesSettings.extend({ kind: z.literal("pictures") }),
  settings: picturesSettings,
  tellsReceiver: false,
  mappingMisfit: (mapping) => (mapping.length > 0 ? "pictures_mapped" : null),
  examine,
  deliver,
  test: testStore,
} satisfies Channel<PicturesConfig>;

/** What is told of a picture's file in the manifest, behind its name. */
const FACTS = ["width", "height", "bytes", "sha256"] as const;

async function examine({ requireLabel }: PicturesConfig): Promise<Examiner> {
  return {
    async problemsOf(tx, items) {
      const ids = items.flatMap(({ output }) => uuidsIn(output).map(([, id]) => id));
      const known = new Set((await findAssets(tx, ids)).map(({ id }) => id));
      const labelled = requireLabel ? await findLabelled(tx, ids) : null;
      return items.map(({ output }) => problemsOf(uuidsIn(output), known, labelled));
    },
  };
}

function problemsOf(
  named: readonly (readonly [string, string])[],
  known: ReadonlySet<string>,
  labelled: ReadonlySet<string> | null,
): ItemProblem[] {
  const problem = (code: string, column: string): ItemProblem => ({
    ...{ code, params: { column } },
    ...{ column, allowed: [], isStrict: true },
  });
  const pictures = named.filter(([, id]) => known.has(id));
  if (pictures.length === 0) return [problem("pictures_none", "")];
  return pictures.flatMap(([field, id]) =>
    labelled && !labelled.has(id) ? [problem("pictures_unlabelled", field)] : [],
  );
}

function uuidsIn(output: PublishedItem["output"]): (readonly [string, string])[] {
  return Object.entries(output).flatMap(([field, value]) => {
    const id = z.uuid().safeParse(value);
    return id.success ? [[field, id.data] as const] : [];
  });
}

async function deliver(
  items: PublishedItems,
  config: PicturesConfig,
  signal: AbortSignal,
): Promise<Delivery> {
  const fields = items.outputFields.filter(({ type }) => type === "picture").map(({ name }) => name);
  const columns = publishedColumns(items.sourceColumns, items.outputFields, items, cellText);
  const headers = [
    ...columns.map(({ header }) => header),
    ...fields.flatMap((field) => FACTS.map((fact) => `${field}.${fact}`)),
  ];
  const taken = new Set([MANIFEST]);
  let count = 0;

  async function* packed(): AsyncGenerator<PackedItem> {
    for await (const item of items) {
      signal.throwIfAborted();
      const files = await filesOf(db(), item, fields);
      const names = new Map(
        files.map(({ field, asset }) => {
          const extension = EXTENSIONS[formatOfMediaType(asset.mediaType) ?? ""] ?? "bin";
          return [field, pictureName(config.pattern, item, { field, extension, taken })];
        }),
      );
      const shown = { ...item, output: { ...item.output, ...Object.fromEntries(names) } };
      const facts = fields.flatMap((field) => {
        const found = files.find((file) => file.field === field)?.asset;
        return FACTS.map((fact) => found?.[fact] ?? null);
      });
      count += files.length;
      yield {
        pictures: files.map(({ field, bytes }) => ({ name: names.get(field) ?? "", bytes })),
        line: csvLines([[...columns.map(({ cellOf }) => cellOf(shown)), ...facts]]),
      };
    }
  }

  return deliverChecked(
    items,
    { extension: "zip", mediaType: "application/zip" },
    (path) => writePictures(path, packed(), BYTE_ORDER_MARK + csvLines([headers])),
    (path) => checkPictures(path, count, (bytes, name) => checkLabel(bytes, name, config)),
  );
}

/** As people call them. */
const EXTENSIONS: Record<string, string> = { jpeg: "jpg", png: "png", webp: "webp", avif: "avif" };

interface PictureFile {
  field: string;
  asset: AssetRecord;
  bytes: Buffer;
}

async function filesOf(
  tx: Db,
  { itemId, output }: PublishedItem,
  fields: readonly string[],
): Promise<PictureFile[]> {
  const named = uuidsIn(output).filter(([field]) => fields.includes(field));
  const assets = await findAssets(
    tx,
    named.map(([, id]) => id),
  );
  const files: PictureFile[] = [];
  for (const [field, id] of named) {
    const asset = assets.find((one) => one.id === id);
    if (!asset) throw new DeliveryFailed({ code: "pictures_gone", params: { itemId, column: field } });
    files.push({ field, asset, bytes: await buffer((await openAsset(asset)).content) });
  }
  return files;
}

async function checkLabel(bytes: Buffer, name: string, { requireLabel }: PicturesConfig): Promise<void> {
  if (!requireLabel) return;
  const kind = LABELLED_KINDS[name.slice(name.lastIndexOf(".") + 1)] ?? "image";
  const labels = await labelsInPicture(bytes, kind);
  const says = (wanted: string) => labels.some((label) => label.kind === wanted && label.claim !== "unclear");
  if (!says("aigc") || !says("source-type"))
    throw new AppError("A picture in an archive lost its label.", { facts: { name } });
}

const LABELLED_KINDS: Record<string, "jpeg" | "png" | "webp"> = { jpg: "jpeg", png: "png", webp: "webp" };
