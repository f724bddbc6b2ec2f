import { db } from "#db/client.ts";
import { findChannel } from "#db/queries/publishing/channels.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { WorkbookColumn } from "../channels/workbook/inspect-workbook.ts";
import { inspectUploaded } from "../channels/workbook/open-upload.ts";
import { workbookSettings } from "../channels/workbook/workbook-config.ts";

/**
 * The columns of a channel that fills a workbook, with what may stand in each; none for a channel of another kind. Needs
 * `channels:read`.
 */
export async function viewColumns(actor: Actor, channelId: string): Promise<Result<WorkbookColumn[]>> {
  if (!can(actor, "channels:read")) return refuse("forbidden");
  const channel = await findChannel(db(), channelId);
  if (!channel || channel.archivedAt) return refuse("not_found");
  if (channel.kind !== "workbook") return accept([]);
  try {
    const settings = workbookSettings.parse(channel.settings);
    return accept((await inspectUploaded(settings.uploadId, settings)).columns);
  } catch (cause) {
    if (cause instanceof FileRefusal) return { ok: false, refusal: cause.refusal };
    throw cause;
  }
}
