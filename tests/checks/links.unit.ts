import { expect, test } from "vitest";
import { LinksCheck } from "#lib/checks/links/links-check.ts";
import { runChecks } from "#lib/checks/run-checks.ts";

const checks = [new LinksCheck("block")];
const HAN = /\p{Script=Han}/u;

/** What is flagged of a text, as it stands there. */
function flagged(text: string, row: Record<string, string> = {}): string[] {
  const letters = [...text];
  return runChecks(checks, row, { text }, HAN.test(text) ? "zh-CN" : "en")
    .filter(({ verdict }) => verdict !== "pass")
    .flatMap(({ spans }) => spans.map(({ from, to }) => letters.slice(from, to).join("")));
}

test.each([
  ["Visit roseshop (dot) com for more", "roseshop (dot) com"],
  ["Visit roseshop[dot]com now", "roseshop[dot]com"],
  ["roseshop dot com has more", "roseshop dot com"],
  ["官网：roseshop点com，欢迎光临", "roseshop点com"],
  ["roseshop。com 有优惠", "roseshop。com"],
  ["Find it at roseshop . com today", "roseshop . com"],
  ["hxxp://roseshop.com/sale", "hxxp://roseshop.com/sale"],
  ["203.0.113.9:8080/shop", "203.0.113.9:8080/shop"],
  ["访问例子.中国看看", "访问例子.中国"],
])("an address that is written around a filter is found: %s", (text, expected) => {
  expect(flagged(text)).toEqual([expected]);
});

test.each([
  "TG: roseshop88",
  "电报 @roseshop88",
  "加V roseshop88",
  "薇❤ roseshop88",
  "V❤: rose_88",
  "卫星 rose_88",
  "微 信：roseshop88",
  "w e c h a t: roseshop88",
  "钉钉 rose_88",
  "扣扣1234567",
  "群号 12345678",
  "what's app: +14155550134",
  "Pinterest @rosehouse",
  "X: @rosehouse",
  "微博 @玫瑰小屋",
  "公众号：玫瑰小屋",
  "关注公众号“玫瑰小屋”",
  "淘宝搜索店铺：玫瑰小屋",
  "小红书搜 玫瑰小屋",
  "Follow @rose_house for more",
  "关注 @rose_house",
  "扫描下方二维码加好友",
  "扫码进群领券",
  "scan the QR code to chat with us",
])("an account, however it is named, and what asks people to come there are found: %s", (text) => {
  expect(flagged(text)).toHaveLength(1);
});

test.each([
  "Compatible with Node.js and Vue.js",
  "60 fps @1080p video, 50 % off @ checkout",
  "Scan the QR code on the box for the manual",
  "A polka dot comforter from before the dot com boom",
  "The old dot com days",
  "QQ糖 500克",
  "Signal red paint, discord between colours",
  "早上8点comfort 模式，5点com口",
  "加V领毛衣，V领针织衫",
  "支持微信支付，扫码查看说明书",
  "固件 1.2.3.4 版",
  "微博同款，抖音热卖",
  "适合关注健康的人",
])("prose that merely looks so is no link: %s", (text) => {
  expect(flagged(text)).toEqual([]);
});

test("what the row names too is the row's", () => {
  expect(flagged("Visit roseshop dot com", { shop: "roseshop dot com" })).toEqual([]);
});

test("a text that is nothing but accounts is told enough by its first, in time", () => {
  expect(flagged("加V roseshop88 ".repeat(5_000)).length).toBeLessThanOrEqual(400);
  expect(flagged(`${"a".repeat(200_000)}。com`)).toHaveLength(1);
  expect(flagged(`${"扫".repeat(100_000)}码`)).toEqual([]);
});
