import { expect, test } from "vitest";
import { matchFacts } from "#lib/checks/claims/match-facts.ts";

function claimed(text: string, row: Record<string, string>): string[] {
  return matchFacts(row, [{ path: "t", text }])
    .spans.filter(({ claim }) => claim)
    .map(({ from, to }) => text.slice(from, to));
}

function contradicted(text: string, row: Record<string, string>): (string | undefined)[] {
  return matchFacts(row, [{ path: "t", text }])
    .spans.filter(({ claim }) => claim)
    .map(({ claim }) => claim?.contradicts?.column);
}

test("totals of pieces, pairs and packs are the row's, other totals are not", () => {
  expect(claimed("五支各2毫升，共10毫升", { vials: "5 x 2 ml" })).toEqual([]);
  expect(claimed("一对490克", { 名称: "登山杖一对", 重量: "245g/支" })).toEqual([]);
  expect(claimed("a pair of 2 kg", { weight: "2 x 0.5 kg" })).toEqual(["2 kg"]);
});

test("degrees are compared across scales and below nought", () => {
  expect(claimed("-10 to 120 °C (14 to 248 °F)", { range: "-10 to 120 °C" })).toEqual([]);
  expect(claimed("up to 500 °F", { max: "220 °C" })).toEqual(["500 °F"]);
});

test("amounts of two units, of feet and inches, and the depth of a pressure are one amount", () => {
  expect(
    claimed("1 h 30 min, 5'3\" long, 50 m", { time: "90 min", length: "160 cm", water: "5 ATM" }),
  ).toEqual([]);
  expect(claimed("2 h 30 min", { time: "90 min" })).toEqual(["2 h 30 min"]);
});

test("numbers in words are amounts, in four languages", () => {
  expect(claimed("Fifty hours of play", { battery: "5 hours" })).toEqual(["Fifty hours"]);
  expect(claimed("fünfzig Stunden", { Akku: "50 h" })).toEqual([]);
  expect(claimed("零下四十度", { 温度: "-20℃" })).toEqual(["四十度"]);
});

test("things that the row counts are counted in the text too, by its own words for them", () => {
  expect(claimed("Five bowls in all", { name: "Mixing Bowl Set", pieces: "3" })).toEqual(["Five bowls"]);
  expect(claimed("Three bowls in all", { name: "Mixing Bowl Set", pieces: "3" })).toEqual([]);
  expect(claimed("九窨工艺", { 窨制: "七窨" })).toEqual(["九窨"]);
});

test("what the row says no to is contradicted by the column that says so, also in words no dictionary has", () => {
  expect(contradicted("Adjustable hood", { hood: "no" })).toEqual(["hood"]);
  expect(contradicted("自带摄像头", { camera: "无" })).toEqual(["camera"]);
  expect(contradicted("With MIPS liner", { mips: "no (see Pro)" })).toEqual(["mips"]);
  expect(claimed("No hood, no camera", { hood: "no", camera: "none" })).toEqual([]);
});

test("ways that exclude each other are claims where the row has the other one, and prose where it has none", () => {
  expect(contradicted("Hand-stitched panels", { stitching: "machine" })).toEqual(["stitching"]);
  expect(claimed("fits men and women, for men", { name: "Cap" })).toEqual([]);
});

test("a pure material is no half of one, and solid oak is oak and solid wood", () => {
  expect(claimed("纯羊绒", { 成分: "羊绒50% 羊毛50%" })).toEqual(["纯羊绒"]);
  expect(claimed("纯羊绒", { 成分: "羊绒100%" })).toEqual([]);
  expect(claimed("solid oak", { material: "oak veneer" })).toEqual(["solid oak"]);
  expect(claimed("实木橡木", { material: "solid oak" })).toEqual([]);
});

test("set phrases with a colour, material or country in them claim none", () => {
  expect(
    claimed("Black tea from a Dutch oven, soft like silk", { colour: "red", material: "cotton" }),
  ).toEqual([]);
  expect(claimed("配一杯红茶，像羽毛一样轻", { 颜色: "白", 材质: "棉" })).toEqual([]);
});

test("advice on use, telephones, accounts and dates are no amounts", () => {
  expect(claimed("Store below 25 °C. Call (415) 555-0147, 11月采收, me_88", { size: "5 ml" })).toEqual([]);
  expect(claimed("Drink two cups a day", { size: "5 g" })).toEqual([]);
});

test("proofs and other products are named as such names are made, known or not", () => {
  expect(claimed("Zorg Institut certified. Fits Quux Rack Pro.", { name: "Box" })).toEqual([
    "Zorg Institut certified",
    "Quux Rack Pro",
  ]);
  expect(claimed("Fits Quux Rack Pro.", { fits: "Quux Rack Pro" })).toEqual([]);
  expect(claimed("荣获某地银奖", { 名称: "碗" })).toEqual(["荣获某地银奖"]);
});

test("a shade of two colours is the one that the row calls by either of them", () => {
  expect(claimed("Bath towel, grey blue", { 颜色: "灰蓝" })).toEqual([]);
  expect(claimed("Beige-grey, so fur blends in", { 颜色: "米灰" })).toEqual([]);
  expect(claimed("Comes in red, not in blue", { colour: "blue" })).toEqual(["red"]);
});

test("minutes of advice contradict no shelf life; a time of the same kind does", () => {
  expect(claimed("最后十分钟不要揭盖", { 保质期: "360天" })).toEqual([]);
  expect(claimed("续航五十小时", { 续航: "30小时" })).toEqual(["五十小时"]);
});

test("mesh lets air through without saying so, and a verb is no colour", () => {
  expect(claimed("网布鞋面透气", { 鞋面: "网布" })).toEqual([]);
  expect(claimed("皮面透气", { 鞋面: "牛皮" })).toEqual(["透气"]);
  expect(claimed("picked as it starts to brown", { colour: "white" })).toEqual([]);
});
