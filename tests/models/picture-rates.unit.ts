import { describe, expect, test } from "vitest";
import { costParts } from "#lib/models/cost-parts.ts";
import { picture } from "#lib/models/endpoints/picture.ts";
import { meterOf } from "#lib/models/meter.ts";
import { readRates, writeRates } from "#lib/models/picture-rate-lines.ts";
import { costOf, type Price, pictureBilling, pictureRate } from "#lib/models/price.ts";
import { suggestPrice } from "#lib/models/suggest-price.ts";
import { callable } from "./callable.ts";

const base: Price = { ...callable({}).price, inputPerMTok: "5", outputPerMTok: "10" };
const rates = [
  { size: "1024x1024", quality: "hd", amount: "0.08" },
  { size: "1024x1024", quality: null, amount: "0.04" },
  { size: null, quality: "hd", amount: "0.12" },
];

describe("a picture costs", () => {
  test.for([
    ["what the first rate says that fits", { size: "1024x1024", quality: "hd" }, "0.08"],
    ["what its size says, of any quality", { size: "1024x1024", quality: "standard" }, "0.04"],
    ["what its quality says, of any size", { size: "1792x1024", quality: "hd" }, "0.12"],
    [
      "the dearest of those that may be, where something is not known",
      { size: "1024x1024", quality: null },
      "0.12",
    ],
    ["the dearest there is, where none fits", { size: "512x512", quality: "standard" }, "0.12"],
  ] as const)("%s", ([_, kind, amount]) => {
    expect(pictureRate({ perImage: null, pictureRates: rates }, kind)).toBe(amount);
  });

  test("what any costs, where none of its rates fits and there is such a price", () => {
    const price = { perImage: "0.02", pictureRates: rates };
    expect(pictureRate(price, { size: "512x512", quality: "standard" })).toBe("0.02");
    expect(pictureRate({ perImage: "0.02", pictureRates: [] }, { size: null, quality: null })).toBe("0.02");
  });

  test("nothing that anybody knows, at a price without either: none may be drawn", () => {
    expect(pictureBilling({ ...base, outputPerMTok: "0" })).toBeNull();
    expect(pictureBilling({ ...base, outputPerMTok: "0", perImage: "0" })).toBe("pieces");
    expect(pictureBilling({ ...base, outputPerMTok: "0", pictureOutputPerMTok: "30" })).toBe("tokens");
  });
});

test("a reckoning by tokens tells pictures apart and adds up to the entry", () => {
  const price = { ...base, pictureInputPerMTok: "8", pictureOutputPerMTok: "32" };
  const meter = meterOf({
    ...{ inputTokens: 1_000, pictureInputTokens: 900 },
    ...{ outputTokens: 1_100, pictureOutputTokens: 1_050, reasoningTokens: 20, pictures: 1 },
  });
  const cost = costOf(meter, price);
  expect(cost).toBe("0.0418");
  const { parts, rest } = costParts(meter, { ...price, batchDiscount: null }, cost);
  expect(rest).toBeNull();
  expect(parts.map(({ name, quantity }) => [name, quantity])).toEqual([
    ["input", 100],
    ["cachedInput", 0],
    ["pictureInput", 900],
    ["output", 30],
    ["reasoning", 20],
    ["pictureOutput", 1_050],
    ["pictures", 1],
  ]);
});

test("rates are lines that can be typed over", () => {
  expect(readRates(writeRates(rates))).toEqual(rates);
  expect(readRates("1024×1024, hd, 0.08\n\n* 0.04\n512x512\t0.02")).toEqual([
    { size: "1024x1024", quality: "hd", amount: "0.08" },
    { size: null, quality: null, amount: "0.04" },
    { size: "512x512", quality: null, amount: "0.02" },
  ]);
});

test("a list price of a model that draws has what its pictures cost", () => {
  expect(suggestPrice("openai", "gpt-image-1.5")).toMatchObject({
    ...{ inputPerMTok: "5", pictureInputPerMTok: "8", outputPerMTok: "10", pictureOutputPerMTok: "32" },
  });
});

test("what is enlarged is reserved for by the piece, or by tokens where those are charged", () => {
  const image = { bytes: Buffer.of(), mediaType: "image/png" };
  const amount = (price: Price) =>
    Number(picture.bound({ ...callable({}), price }, { task: "enlarge", image, factor: 2 }).amount);
  expect(amount({ ...base, perImage: "0.002" })).toBe(0.002);
  expect(amount(base)).toBeGreaterThan(0.05);
});
