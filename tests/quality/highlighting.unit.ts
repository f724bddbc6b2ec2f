import { expect, test } from "vitest";
import { compareHighlighting } from "#lib/quality/highlighting.ts";

const shown = { blind: false, decisions: 200, objected: 60 };

test("decisions with findings in sight differ from those without where their intervals do not meet", () => {
  const told = compareHighlighting([shown, { blind: true, decisions: 200, objected: 20 }]);
  expect(told).toMatchObject({
    shown: { decisions: 200, share: 0.3 },
    hidden: { decisions: 200, share: 0.1 },
    differs: true,
  });
  const alike = compareHighlighting([shown, { blind: true, decisions: 20, objected: 4 }]);
  expect(alike?.differs).toBe(false);
});

test("one arm alone says nothing", () => {
  expect(compareHighlighting([shown])).toBeNull();
  expect(compareHighlighting([shown, { blind: true, decisions: 0, objected: 0 }])).toBeNull();
});
