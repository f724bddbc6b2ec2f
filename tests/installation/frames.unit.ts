import { expect, test } from "vitest";
import { FrameReader, frame } from "#db/frames.ts";

const messages = [1, 0, 300, 70_000, 2].map((length, n) => new Uint8Array(length).fill(n + 1));
const stream = Buffer.concat(messages.map(frame));

test.each([1, 3, 4, 1_000, stream.length])("messages cut into parts of %i bytes come out whole", (size) => {
  const reader = new FrameReader();
  const seen: number[][] = [];
  for (let at = 0; at < stream.length; at += size)
    for (const message of reader.read(stream.subarray(at, at + size)))
      seen.push([message.length, message[0] ?? 0]);
  expect(seen).toEqual(messages.map((message) => [message.length, message[0] ?? 0]));
});
