import type { Examiner, ItemProblem } from "../channels/channel.ts";
import { channelFor } from "../channels/channels.ts";
import type { Target } from "../create-publication.ts";

/**
 * What says of each item what a channel would not take of it; `null` for a channel that asks for nothing.
 * @throws DeliveryFailed where that cannot be known.
 */
export async function examinerOf({
  kind,
  config,
  terms,
  channelId,
}: Pick<Target, "kind" | "config" | "terms" | "channelId">): Promise<Examiner | null> {
  const channel = channelFor({ kind });
  return (
    (await channel.examine?.(channel.config.parse({ ...config, kind }), terms.mapping, channelId)) ?? null
  );
}

/** What leaves an item out of a publication. */
export function strictProblems(problems: readonly ItemProblem[]): ItemProblem[] {
  return problems.filter(({ isStrict }) => isStrict);
}
