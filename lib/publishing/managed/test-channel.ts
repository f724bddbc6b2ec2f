import { db } from "#db/client.ts";
import { findChannel } from "#db/queries/publishing/channels.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Failure } from "#lib/failure.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { channelFor } from "../channels/channels.ts";
import { testStore } from "../channels/file/test-store.ts";
import { isBuiltIn } from "./built-in.ts";

/** What came of trying a channel. */
export interface ChannelTest {
  status: "ok" | "failed";
  failure: Failure | null;
  /** What it found where it went well, as far as the kind of the channel has something to tell. */
  found: Failure | null;
}

/** Tries a channel without publishing anything: a receiver is sent a test, a file is kept and read. Needs `channels:write`. */
export async function testChannel(
  actor: Actor,
  id: string,
): Promise<Result<ChannelTest, "forbidden" | "not_found">> {
  if (!can(actor, "channels:write")) return refuse("forbidden");
  const channel = await findChannel(db(), id);
  if (!isBuiltIn(id) && (!channel || channel.archivedAt)) return refuse("not_found");
  const failure = channel ? await channelFor(channel).test(channel) : await testStore();
  const found = channel && !failure ? await channelFor(channel).found?.(channel) : null;
  return accept({ status: failure ? "failed" : "ok", failure, found: found ?? null });
}
