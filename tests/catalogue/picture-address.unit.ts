import { expect, test } from "vitest";
import { pictureAddress } from "#components/catalogue/picture-address.ts";

test("a picture is shown from its address, or from its asset", () => {
  expect(pictureAddress({ url: "https://a.example/1.jpg", assetId: "a1" })).toBe("https://a.example/1.jpg");
  expect(pictureAddress({ assetId: "a1" })).toBe("/api/v1/assets/a1/file?width=160");
  expect(pictureAddress({})).toBe(undefined);
  expect(pictureAddress(undefined)).toBe(undefined);
});
