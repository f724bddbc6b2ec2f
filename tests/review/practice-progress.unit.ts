import { expect, test } from "vitest";
import { practiceProgress } from "#lib/review/practice/progress.ts";

const NEW = { practisesFirst: true, practisedAt: null };
const answers = (right: number, wrong: number) => [
  ...Array.from({ length: right }, () => true),
  ...Array.from({ length: wrong }, () => false),
];

test("eighteen right of the latest twenty are enough, seventeen are not", () => {
  expect(practiceProgress(answers(18, 2), NEW)).toMatchObject({ answered: 20, right: 18, isEnough: true });
  expect(practiceProgress(answers(17, 3), NEW)).toMatchObject({ answered: 20, right: 17, isEnough: false });
});

test("few right answers are not enough, however right", () => {
  expect(practiceProgress(answers(19, 0), NEW)).toMatchObject({ answered: 19, right: 19, isEnough: false });
  expect(practiceProgress([], NEW)).toMatchObject({ answered: 0, right: 0, isEnough: false });
});

test("only the latest count, and who once had practised enough has", () => {
  expect(practiceProgress([...answers(20, 0), ...answers(0, 50)], NEW).isEnough).toBe(true);
  expect(practiceProgress([...answers(0, 20), ...answers(50, 0)], NEW)).toMatchObject({
    right: 0,
    isEnough: false,
  });
  const practised = { practisesFirst: true, practisedAt: new Date() };
  expect(practiceProgress(answers(0, 20), practised).isEnough).toBe(true);
});
