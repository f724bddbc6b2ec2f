import { expect, test } from "vitest";
import {
  type EarlierTurn,
  exchangeBefore,
  messagesOfTurn,
  standingExchange,
} from "#lib/conversations/exchange.ts";

const turn = (seq: number, more: Partial<EarlierTurn> = {}): EarlierTurn => ({
  ...{ seq, text: `said ${seq}`, againOf: null, state: "answered", answer: `answer ${seq}` },
  ...more,
});
const prompt = [
  { role: "system", content: "You write." } as const,
  { role: "user", content: "Name: Cedar" } as const,
];
const room = { modelName: "gpt-4o", contextTokens: null, countRatio: 1, answerTokens: 500 };
const seqsOf = (turns: { seq: number }[]) => turns.map(({ seq }) => seq);

test("what was asked anew takes the place of what it asks anew, and of all behind it", () => {
  expect(seqsOf(standingExchange([turn(0), turn(1), turn(2, { againOf: 1 })]))).toEqual([0, 2]);
  expect(seqsOf(standingExchange([turn(0), turn(1, { againOf: 0 }), turn(2, { againOf: 0 })]))).toEqual([2]);
});

test("a turn that failed takes no place, and leaves what it asked anew as it was", () => {
  const failed = { state: "failed", answer: null } as const;
  expect(seqsOf(standingExchange([turn(0), turn(1, { ...failed, againOf: 0 }), turn(2)]))).toEqual([0, 2]);
});

test("what is asked anew goes out without its earlier answers", () => {
  expect(seqsOf(exchangeBefore([turn(0), turn(1)], turn(2, { againOf: 1 })))).toEqual([0]);
  expect(seqsOf(exchangeBefore([turn(0), turn(1)], turn(2)))).toEqual([0, 1]);
});

test("the prompt sent alone goes out as a run would send it, and begins anew", () => {
  expect(exchangeBefore([turn(0)], turn(1, { text: "" }))).toEqual([]);
  expect(seqsOf(standingExchange([turn(0), turn(1, { text: "" }), turn(2)]))).toEqual([1, 2]);
});

test("the prompt goes out as a run would send it, then the exchange, then what is said", () => {
  const { messages, leftOut } = messagesOfTurn(
    { prompt, exchange: [{ seq: 0, text: "", answer: "A title" }], text: "Shorter" },
    room,
  );
  expect(messages).toEqual([
    ...prompt,
    { role: "assistant", content: "A title" },
    { role: "user", content: "Shorter" },
  ]);
  expect(leftOut).toBe(0);
});

test("user and assistant speak in turns, because some models take nothing else", () => {
  const { messages } = messagesOfTurn({ prompt, exchange: [], text: "Make it short" }, room);
  expect(messages).toEqual([
    { role: "system", content: "You write." },
    { role: "user", content: "Name: Cedar\n\nMake it short" },
  ]);
});

test("the oldest exchanges are left out where they do not fit, the prompt and what is said never", () => {
  const exchange = [0, 1, 2, 3].map((seq) => ({
    seq,
    text: "word ".repeat(100),
    answer: "word ".repeat(100),
  }));
  const fits = messagesOfTurn({ prompt, exchange, text: "And now?" }, { ...room, contextTokens: 1_000 });
  expect(fits.leftOut).toBe(2);
  expect(fits.messages.at(0)).toEqual(prompt[0]);
  expect(fits.messages.at(-1)).toEqual({ role: "user", content: "And now?" });
  const tight = messagesOfTurn({ prompt, exchange, text: "And now?" }, { ...room, contextTokens: 300 });
  expect(tight.leftOut).toBe(4);
  expect(tight.messages).toHaveLength(2);
  const long = Array.from({ length: 200 }, (_, seq) => ({ seq, text: "word ".repeat(100), answer: "word" }));
  expect(messagesOfTurn({ prompt, exchange: long, text: "" }, room).leftOut).toBeGreaterThan(0);
});
