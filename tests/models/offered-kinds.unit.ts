import { expect, test } from "vitest";
import { OFFERED_PROVIDER_KINDS, offeredModelKinds } from "#lib/models/offered-kinds.ts";
import { PROVIDER_KINDS } from "#lib/models/provider.ts";

test("screens offer the kinds of models that are called, to providers that have such", () => {
  expect(offeredModelKinds("openai")).toEqual(["text", "embedding", "moderation"]);
  expect(offeredModelKinds("sandbox")).toEqual(["text", "embedding", "moderation"]);
  expect(offeredModelKinds("anthropic")).toEqual(["text"]);
});

test("a kind of provider whose models nothing calls is not offered", () => {
  expect(offeredModelKinds("stable-diffusion")).toBeNull();
  expect(OFFERED_PROVIDER_KINDS).toEqual(PROVIDER_KINDS.filter((kind) => kind !== "stable-diffusion"));
});
