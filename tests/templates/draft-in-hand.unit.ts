import { expect, test, vi } from "vitest";
import {
  type DraftInHand,
  draftInHand,
  isUnsaved,
  type SendDraft,
  saveDraftInHand,
  takeSaved,
} from "#components/templates/draft-in-hand.ts";
import { type TemplateBody, templateBodySchema } from "#lib/templates/template.ts";

const bodyWith = (instruction: string): TemplateBody =>
  templateBodySchema.parse({
    sections: { instruction },
    inputs: [],
    outputs: [{ name: "title", type: "text" }],
  });
const at = "2030-01-01T00:00:00.000Z";
const savedAs = (text: string, revision: number) => ({ body: bodyWith(text), revision, updatedAt: at });

let templates = 0;
/** A template of its own, begun in a browser with what was rendered. */
function inBrowser(text = "old", revision = 1) {
  vi.stubGlobal("window", {});
  const id = `template ${++templates}`;
  return { id, hand: draftInHand(id, savedAs(text, revision)) };
}

function type(hand: DraftInHand, text: string): void {
  hand.body = bodyWith(text);
}

/** A server that takes whatever comes at its own revision. */
function server(revision = 1) {
  const texts: string[] = [];
  const send: SendDraft = async ({ body, revision: read }) => {
    if (read !== revision) return "conflict";
    revision++;
    texts.push(body.sections.instruction);
    return { revision, updatedAt: at };
  };
  return { texts, send };
}

test("what is written while a save is under way is saved after it, never beside it", async () => {
  const { hand } = inBrowser();
  const { texts, send } = server();
  type(hand, "one");
  const first = saveDraftInHand(hand, send);
  type(hand, "two");
  expect(saveDraftInHand(hand, send)).toBe(first);
  expect(await first).toEqual({ kind: "saved" });
  expect(texts).toEqual(["one", "two"]);
  expect(hand.saved.revision).toBe(3);
  expect(isUnsaved(hand)).toBe(false);
});

test("Back finds the text that was saved, though the page was rendered before", async () => {
  const { id, hand } = inBrowser();
  type(hand, "new");
  await saveDraftInHand(hand, server().send);
  const back = draftInHand(id, savedAs("old", 1));
  expect(back.body.sections.instruction).toBe("new");
  expect(back.saved.revision).toBe(2);
});

test("Back finds what is not saved yet, and its save goes on without another beside it", async () => {
  const { id, hand } = inBrowser();
  const { texts, send } = server();
  type(hand, "on its way");
  const leaving = saveDraftInHand(hand, send);
  const back = draftInHand(id, savedAs("old", 1));
  expect(back.body.sections.instruction).toBe("on its way");
  expect(saveDraftInHand(back, send)).toBe(leaving);
  await leaving;
  expect(texts).toEqual(["on its way"]);
});

test("a page that was rendered later wins where nothing is unsaved, and only there", () => {
  const { id, hand } = inBrowser();
  expect(draftInHand(id, savedAs("theirs", 5)).body.sections.instruction).toBe("theirs");
  const { id: other, hand: dirty } = inBrowser();
  type(dirty, "mine");
  expect(draftInHand(other, savedAs("theirs", 5)).body.sections.instruction).toBe("mine");
  takeSaved(dirty, savedAs("theirs", 5));
  expect(isUnsaved(dirty)).toBe(false);
  expect(hand.saved.revision).toBe(1);
});

test("a save that fails or is refused keeps the text", async () => {
  const { hand } = inBrowser();
  type(hand, "mine");
  const lost = new Error("connection lost");
  expect(await saveDraftInHand(hand, () => Promise.reject(lost))).toEqual({ kind: "failed", error: lost });
  expect(await saveDraftInHand(hand, server(7).send)).toEqual({ kind: "conflict" });
  expect(hand.body.sections.instruction).toBe("mine");
  expect(isUnsaved(hand)).toBe(true);
});

test("a server that renders keeps no draft between its readers", () => {
  vi.stubGlobal("window", undefined);
  draftInHand("shared", savedAs("of one reader", 9));
  expect(draftInHand("shared", savedAs("of another", 1)).body.sections.instruction).toBe("of another");
});
