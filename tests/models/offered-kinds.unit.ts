import { expect, test } from "vitest";
import { OFFERED_PROVIDER_KINDS, offeredModelKinds } from "#lib/models/offered-kinds.ts";
import { PROVIDER_KINDS } from "#lib/models/provider.ts";

test("screens offer the kinds of models that are called, to providers that have such", () => {
  expect(offeredModelKinds("openai")).toEqual(["text", "image", "embedding"]);
  expect(offeredModelKinds("sandbox")).toEqual(["text", "image", "embedding"]);
  expect(offeredModelKinds("anthropic")).toEqual(["text"]);
  expect(offeredModelKinds("stable-diffusion")).toEqual(["image"]);
});

test("every kind of provider has models that something calls", () => {
  expect(OFFERED_PROVIDER_KINDS).toEqual(PROVIDER_KINDS);
});
