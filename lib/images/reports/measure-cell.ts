import { db } from "#db/client.ts";
import { findAsset } from "#db/queries/images/assets.ts";
import type { ReportRow } from "#db/queries/images/reports.ts";
import type { StoredPictureMeasures } from "#db/schema/images.ts";
import { pictureText, readPictures, type StoredPicture } from "#lib/catalogue/pictures.ts";
import { log } from "#lib/observability/log.ts";
import { type Refusal, type Result, refuse } from "#lib/result.ts";
import { cutText } from "#lib/storable-text.ts";
import { inPictureProcess } from "../apart/in-picture-process.ts";
import type { PictureInput } from "../engine.ts";
import { fetchPicture } from "../fetch-picture.ts";
import { withAssetFile } from "../read-asset.ts";
import { refuseMissing } from "../refuse-missing.ts";
import type { HostPace } from "./host-pace.ts";
import { problemsOf } from "./picture-problem.ts";

const LONGEST_SOURCE = 2_000;
/** How long a host is left alone that asked for time, the first and the second time. */
const HOLDS_MS = [2_000, 8_000];
const ASKS_FOR_TIME = new Set(["http_429", "http_503"]);

/**
 * The line of a row in a report: the first picture of its cell measured, or why it could not be. @throws AbortError on
 * `signal`.
 */
export async function measureCell(
  { rowNumber, cell }: { rowNumber: number; cell: string },
  { pace, signal }: { pace: HostPace; signal: AbortSignal },
): Promise<Omit<ReportRow, "reportId">> {
  const read = readPictures([cell]);
  const [picture] = read.ok ? read.pictures : [];
  const source = cutText(picture ? pictureText(picture) : cell.trim(), LONGEST_SOURCE);
  const failed = ({ code, params }: Refusal) => ({
    ...{ rowNumber, source, measures: null, problems: [] },
    failure: { code, ...(params && { params }) },
  });
  if (!picture)
    return failed({ code: cell.trim() === "" ? "picture_cell_empty" : "picture_cell_unreadable" });
  const measured = await measureSource(picture, { pace, signal });
  if (!measured.ok) return failed(measured.refusal);
  return { rowNumber, source, measures: measured.value, problems: problemsOf(measured.value), failure: null };
}

type Going = { pace: HostPace; signal: AbortSignal };

async function measureSource(
  { assetId, url = "" }: StoredPicture,
  { pace, signal }: Going,
): Promise<Result<StoredPictureMeasures>> {
  if (assetId) {
    const asset = await findAsset(db(), assetId);
    if (!asset) return refuseMissing(assetId, "asset_not_found");
    return withAssetFile(asset, (path) => measure(path, asset.bytes, signal));
  }
  for (const holdMs of [...HOLDS_MS, null]) {
    await pace.turn(url, signal);
    signal.throwIfAborted();
    const fetched = await fetchPicture(url, signal);
    if (fetched.ok) return measure(fetched.value.bytes, fetched.value.bytes.length, signal);
    const { params } = fetched.refusal;
    if (holdMs === null || !ASKS_FOR_TIME.has(String(params?.reason))) return fetched;
    pace.hold(url, holdMs);
  }
  return refuse("picture_not_fetched", { reason: "timeout", host: URL.parse(url)?.host ?? "" });
}

// A picture that breaks its library is a line like any other: the report goes on.
function measure(input: PictureInput, bytes: number, signal: AbortSignal) {
  return inPictureProcess("measures", { input, bytes }, signal).catch((err) => {
    signal.throwIfAborted();
    log.error({ err }, "a picture of a report could not be measured");
    return refuse("picture_broken");
  });
}
