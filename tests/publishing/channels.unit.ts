import { expect, test } from "vitest";
import { deliverySchema } from "#lib/publishing/channels/channel.ts";
import { channelConfig, channelFor } from "#lib/publishing/channels/channels.ts";
import { FILE_FORMATS, USUAL_FILE } from "#lib/publishing/channels/file/file-config.ts";

test("every format of the file channel is a channel, and what no channel knows is none", () => {
  for (const format of FILE_FORMATS) {
    const config = channelConfig.parse({ ...USUAL_FILE, format });
    expect(config).toEqual({ kind: USUAL_FILE.kind, format });
    expect(channelFor(config).kind).toBe(USUAL_FILE.kind);
  }
  expect(channelConfig.safeParse({ ...USUAL_FILE, format: "pdf" }).success).toBe(false);
  expect(channelConfig.safeParse({ ...USUAL_FILE, kind: "pigeon" }).success).toBe(false);
});

test("a delivery is a file, or what another system says of the items it took", () => {
  const file = { made: "file", itemCount: 2, name: "A.csv", mediaType: "text/csv", bytes: 12 };
  expect(deliverySchema.parse(file)).toEqual(file);
  const taken = { made: "acknowledgement", itemCount: 2, reference: "job-7" };
  expect(deliverySchema.parse(taken)).toEqual(taken);
  expect(deliverySchema.safeParse({ made: "file", itemCount: 2 }).success).toBe(false);
});
