import { z } from "zod";
import type { Channel, Delivery, PublishedItems } from "../channel.ts";

export interface PullConfig {
  kind: "pull";
}

/** Other systems come and ask what stands there: GET /published. Nothing is made, and nobody is told. */
export const pullChannel = {
  kind: "pull",
  config: z.object({ kind: z.literal("pull") }),
  settings: z.object({}),
  tellsReceiver: false,
  async deliver(items: PublishedItems): Promise<Delivery> {
    let itemCount = 0;
    for await (const _ of items) itemCount++;
    return { made: "acknowledgement", itemCount, reference: items.publicationId };
  },
  test: async () => null,
} satisfies Channel<PullConfig>;
