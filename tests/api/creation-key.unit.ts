import { expect, test } from "vitest";
import { CreationKey } from "#components/api/creation-key.ts";

const keyOf = (creation: CreationKey, input: unknown) => creation.for(input).context.idempotencyKey;

test("what is sent again because its answer was lost has the key it had", () => {
  const creation = new CreationKey();
  expect(keyOf(creation, { name: "A" })).toBe(keyOf(creation, { name: "A" }));
});

test("what was changed before it is sent again has another key, and so has the same again once it is made", () => {
  const creation = new CreationKey();
  const first = keyOf(creation, { name: "A" });
  const other = keyOf(creation, { name: "B" });
  creation.done();
  const again = keyOf(creation, { name: "B" });
  expect(new Set([first, other, again]).size).toBe(3);
});
