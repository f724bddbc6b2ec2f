import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { aigcLabel } from "#lib/ai-label.ts";
import { addedText, unknownLines } from "#lib/images/drawing/added-text.ts";
import { withEngine } from "#lib/images/engine.ts";
import { applyOperations } from "#lib/images/operations/apply-operations.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { toRaw } from "#lib/images/operations/raw-picture.ts";
import { readText } from "#lib/images/operations/read-text.ts";
import { bottle, photo, withWords } from "./some-pictures.ts";

// Models are read and run here: on a busy machine slower than a unit test may be.
vi.setConfig({ testTimeout: 240_000 });

const { signal } = new AbortController();

async function linesOn(picture: Buffer): Promise<string[]> {
  const raw = await withEngine((engine) => toRaw(engine.default(picture)));
  return (await readText(raw, signal)).map(({ text }) => text.replaceAll(" ", ""));
}

async function cutOut(picture: Buffer) {
  const made = await applyOperations(picture, operationsSchema.parse([{ do: "cut-out" }]), {
    ...{ aigc: aigcLabel("001191110000000000000000000", "made"), signal },
    readScene: async () => null,
  });
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value.notes;
}

const plants = await sharp(photo("alex-rodriguez-santibanez-200278")).resize(800).png().toBuffer();
const onGrey = await bottle("#e4e4e4", { width: 600, height: 600 }).png().toBuffer();
const beside = { left: 10, top: 20, colour: "#c00000" };

test.each(["SALE 50%", "限时特惠", "www.shop.example"])("%s is read on a lively photo", async (words) => {
  const lines = await linesOn(await withWords(plants, words, { left: 60, top: 40, colour: "#ffffff" }));
  // The end of a long word may fade into what is behind it.
  expect(lines.join("")).toContain(words.replaceAll(" ", "").slice(0, 10));
});

test("what only looks like letters is no text, and a name on a product is", async () => {
  expect(await linesOn(plants)).toEqual([]);
  expect(await linesOn(onGrey)).toEqual([]);
  expect(await linesOn(photo("alexander-andrews-260988"))).toContain("ROLLEIFLEX");
});

test("text beside a subject that stays when its ground goes is told, and text on the subject is not", async () => {
  expect(await cutOut(await withWords(onGrey, "SALE 50%", beside))).toEqual([
    { code: "text_beside_subject", params: { text: expect.stringMatching(/SALE ?50%/) } },
  ]);
  const onBottle = { left: 220, top: 400, colour: "#ffffff" };
  const printed = await withWords(onGrey, "Rosewood", onBottle);
  expect(await linesOn(printed)).toContain("Rosewood");
  expect(await cutOut(printed)).toEqual([]);
});

test("what a model wrote on a picture is told, but for what was there and what was asked for", async () => {
  const drawn = await withWords(onGrey, "SALE 50%", beside);
  const added = async (source: Buffer, prompt: string) => addedText(drawn, { source, prompt });
  expect((await added(onGrey, "on a beach"))?.map((line) => line.replaceAll(" ", ""))).toEqual(["SALE50%"]);
  expect(await added(onGrey, "write “Sale 50%” on it")).toEqual([]);
  expect(await added(drawn, "on a beach")).toEqual([]);
  expect(await addedText(onGrey, { source: drawn, prompt: "" })).toEqual([]);
  expect(await addedText(Buffer.from("no picture"), { source: drawn, prompt: "" })).toBeUndefined();
});

test("a line is known though some of its letters were read or drawn wrongly", () => {
  expect(unknownLines(["RCLLEIFLEX", "Sale"], ["Rolleiflex"])).toEqual(["Sale"]);
});
