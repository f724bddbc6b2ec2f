import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { dingtalk } from "#lib/notifications/targets/dingtalk.ts";
import { feishu } from "#lib/notifications/targets/feishu.ts";
import { waitBeforeNext } from "#lib/notifications/targets/next-attempt.ts";
import { cutBytes } from "#lib/notifications/targets/plain-text.ts";
import { postMessage } from "#lib/notifications/targets/post-message.ts";
import { slack } from "#lib/notifications/targets/slack.ts";
import { LATEST_MS, takeSlot } from "#lib/notifications/targets/take-slot.ts";
import { type ChatForm, type Message, spacingMs } from "#lib/notifications/targets/target.ts";
import { maskedTargetUrl, receiverWords } from "#lib/notifications/targets/target-secrets.ts";
import { newWebhookSecret, webhook } from "#lib/notifications/targets/webhook.ts";
import { wecom } from "#lib/notifications/targets/wecom.ts";
import { type Answer, startReceiver } from "#tests/fixtures/receiver.ts";

const now = new Date("2026-11-28T12:00:00.500Z");
const HOSTILE = '“<!channel> *bold* <at user_id="all"></at> @all [x](http://evil.example) &lt;”';
const message: Message = {
  id: "018f-delivery",
  kind: "batch.finished",
  at: now,
  title: HOSTILE,
  detail: "12 made\r\nBcc: everybody@example.com",
  url: "https://presswork.example.com/batches/1",
  facts: { name: HOSTILE, id: "1" },
};
const write = (form: typeof slack, url: string, secret: string | null = null) => {
  const request = form.request(message, { url, secret }, now);
  return { ...request, body: JSON.parse(request.body) };
};

describe("what chats are sent", () => {
  test("Slack is sent no character that means something, and calls on nobody", () => {
    const { url, body } = write(slack, "https://hooks.slack.com/services/T0/B0/key");
    expect(url).toBe("https://hooks.slack.com/services/T0/B0/key");
    expect(body).toMatchObject({ mrkdwn: false, unfurl_links: false, unfurl_media: false });
    expect(body.text).toContain("&lt;!channel&gt;");
    expect(body.text).toContain("&amp;lt;");
    expect(body.text.match(/<[^>]*>/g)).toEqual(["<https://presswork.example.com/batches/1>"]);
  });

  test("DingTalk is sent plain text, signed as its robots want it where they want it", () => {
    const secret = "SEC0123456789abcdef";
    const plain = write(dingtalk, "https://oapi.dingtalk.com/robot/send?access_token=abc");
    expect(plain.url).toBe("https://oapi.dingtalk.com/robot/send?access_token=abc");
    expect(plain.body).toMatchObject({ msgtype: "text", at: { isAtAll: false } });
    expect(plain.body.text.content).toBe(
      `Presswork: ${HOSTILE}\n12 made Bcc: everybody@example.com\nhttps://presswork.example.com/batches/1`,
    );
    const signed = new URL(write(dingtalk, plain.url, secret).url).searchParams;
    const timestamp = String(now.getTime());
    expect(signed.get("access_token")).toBe("abc");
    expect(signed.get("timestamp")).toBe(timestamp);
    expect(signed.get("sign")).toBe(
      createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64"),
    );
  });

  test("Feishu is sent words apart from markup, signed with the key that is made of time and secret", () => {
    const { body } = write(feishu, "https://open.feishu.cn/open-apis/bot/v2/hook/abc", "s3cret");
    const timestamp = String(Math.floor(now.getTime() / 1000));
    expect(body.timestamp).toBe(timestamp);
    expect(body.sign).toBe(createHmac("sha256", `${timestamp}\ns3cret`).update("").digest("base64"));
    expect(body.msg_type).toBe("post");
    const tags = body.content.post.zh_cn.content.flat().map(({ tag }: { tag: string }) => tag);
    expect(tags).toEqual(["text", "text", "a"]);
    expect(write(feishu, "https://open.feishu.cn/open-apis/bot/v2/hook/abc").body).not.toHaveProperty("sign");
  });

  test("WeCom is sent at most 2,048 bytes, whole characters and the whole link", () => {
    const long = { ...message, title: "晚".repeat(300), detail: "香".repeat(900) };
    const { body } = wecom.request(long, { url: "https://qyapi.weixin.qq.com/x?key=k", secret: null }, now);
    const { content } = JSON.parse(body).text;
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
    expect(content).not.toContain("\uFFFD");
    expect(content.endsWith("\nhttps://presswork.example.com/batches/1")).toBe(true);
    expect(cutBytes("a晚", 3)).toBe("a");
    expect(cutBytes("a😀", 4)).toBe("a");
    expect(cutBytes("a😀", 5)).toBe("a😀");
  });

  test("a webhook is sent JSON that a ready verifier of Standard Webhooks takes, and no other secret opens", () => {
    const secret = newWebhookSecret();
    const request = webhook.request(
      { ...message, at: new Date() },
      { url: "https://example.com", secret },
      new Date(),
    );
    const verified = new Webhook(secret).verify(request.body, request.headers ?? {});
    expect(verified).toMatchObject({ type: "batch.finished", data: { title: HOSTILE, id: "1" } });
    expect(request.headers).toMatchObject({ "webhook-id": message.id });
    expect(() => new Webhook(newWebhookSecret()).verify(request.body, request.headers ?? {})).toThrow();
    expect(() => new Webhook(secret).verify(`${request.body} `, request.headers ?? {})).toThrow();
  });
});

/** What their documentation says can only be mended by somebody. */
const HOPELESS_CODES = [
  ["DingTalk: its group was dissolved", dingtalk, 400013],
  ["DingTalk: no such key", dingtalk, 400101],
  ["DingTalk: a robot switched off", dingtalk, 400102],
  ["DingTalk: an unknown kind of message", dingtalk, 400105],
  ["DingTalk: no such robot", dingtalk, 400106],
  ["DingTalk: no such key, in its older words", dingtalk, 300001],
  ["DingTalk: no JSON", dingtalk, 40035],
  ["DingTalk: a wrong kind of request", dingtalk, 43004],
  ["DingTalk: an unsafe link", dingtalk, 430101],
  ["DingTalk: unfit content", dingtalk, 430104],
  ["WeCom: an unknown kind of message", wecom, 40008],
  ["Feishu: no such robot", feishu, 19001],
  ["Feishu: no kind of message", feishu, 19002],
  ["Feishu: a foreign address", feishu, 19022],
  ["Feishu: no keyword", feishu, 19024],
].map(([name, form, status]) => {
  const body = JSON.stringify({ [form === feishu ? "code" : "errcode"]: status });
  return [name, form, body, status, ""] as [string, ChatForm, string, number, string];
});

describe("what chats answer", () => {
  test.each([
    ["DingTalk took it", dingtalk, '{"errcode":0,"errmsg":"ok"}'],
    ["WeCom took it", wecom, '{"errcode":0,"errmsg":"ok"}'],
    ["Feishu took it", feishu, '{"code":0,"msg":"success","data":{}}'],
    ["Feishu took it, in its older words", feishu, '{"StatusCode":0,"StatusMessage":"success"}'],
    ["Slack took it", slack, "ok"],
  ])("%s", (_name, form, body) => {
    expect(form.read(body)).toEqual({ ok: true });
  });

  test.each([
    [
      "DingTalk: a wrong signature",
      dingtalk,
      '{"errcode":310000,"errmsg":"sign not match"}',
      310000,
      "sign not match",
    ],
    [
      "WeCom: no such robot",
      wecom,
      '{"errcode":93000,"errmsg":"invalid webhook url"}',
      93000,
      "invalid webhook url",
    ],
    ["Feishu: a wrong signature", feishu, '{"code":19021,"msg":"sign match fail"}', 19021, "sign match fail"],
    ...HOPELESS_CODES,
  ])("%s is final although its status is one of success", (_name, form, body, status, words) => {
    expect(form.read(body)).toEqual({
      ok: false,
      failure: { code: "refused", params: { status, words }, isFinal: true },
    });
  });

  test.each([
    ["DingTalk", dingtalk, '{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}', 10],
    ["DingTalk", dingtalk, '{"errcode":410100,"errmsg":"发送速度太快而限流"}', 10],
    ["DingTalk", dingtalk, '{"errcode":90030,"errmsg":"webhook over limit"}', 10],
    ["WeCom", wecom, '{"errcode":45009,"errmsg":"api freq out of limit"}', 1],
    ["WeCom", wecom, '{"errcode":45033,"errmsg":"api concurrent out of limit"}', 1],
    ["Feishu", feishu, '{"code":11232,"msg":"frequency limited"}', 1],
    ["Feishu", feishu, '{"code":99991400,"msg":"request trigger frequency limit"}', 1],
    ["Feishu", feishu, '{"code":9499,"msg":"too many request","data":{}}', 1],
  ])(
    "%s: sent too often waits as long as it locks out, with any status: %s",
    (_name, form, body, minutes) => {
      const said = { retryAfterMs: minutes * 60_000 };
      const sent = form.read(body);
      expect(sent).toMatchObject({ ok: false, failure: said });
      expect(sent).not.toHaveProperty("failure.isFinal");
      expect(form.readRefusal(body)).toEqual(said);
    },
  );

  test("Feishu says 9499 of what it cannot read as well: that is not too often, and holds nothing else back", () => {
    const body = '{"code":9499,"msg":"Bad Request","data":{}}';
    expect(feishu.read(body)).toEqual({
      ok: false,
      failure: { code: "refused", params: { status: 9499, words: "Bad Request" } },
    });
    expect(feishu.readRefusal(body)).toEqual({});
  });

  test.each([
    "action_prohibited",
    "channel_is_archived",
    "channel_not_found",
    "invalid_payload",
    "invalid_token",
    "no_active_hooks",
    "no_service",
    "no_team",
    "posting_to_general_channel_denied",
    "team_disabled",
    "user_not_found\n",
  ])("Slack: %s is final, whatever the status", (body) => {
    expect(slack.readRefusal(body)).toEqual({ isFinal: true });
  });

  test.each([
    [slack, "rollup_error"],
    [slack, "rate_limited"],
    [slack, "<html>no_service</html>"],
    [webhook, "no_service"],
    [webhook, '{"code":19001}'],
    [feishu, "<html>Bad gateway</html>"],
    [dingtalk, ""],
    [wecom, '{"errcode":-1,"errmsg":"system busy"}'],
  ])("a refusal that says no more than its status is worth another try: %#", (form, body) => {
    expect(form.readRefusal(body)).toEqual({});
  });

  test("what a refusal says counts beside its status, and a time that it names before all", async () => {
    const receiver = await startReceiver();
    const sentWith = async (form: ChatForm, answer: Answer) => {
      receiver.answer(answer);
      const request = { url: receiver.url, body: "{}" };
      return postMessage(request, { allowPrivateNetwork: true, form });
    };
    const tooMany = '{"code":9499,"msg":"too many request"}';
    expect(await sentWith(feishu, { status: 400, body: tooMany })).toEqual({
      ok: false,
      failure: { code: "refused", params: { status: 400, words: tooMany }, retryAfterMs: 60_000 },
    });
    const named = { status: 400, body: tooMany, headers: { "retry-after": "5" } };
    expect(await sentWith(feishu, named)).toMatchObject({ failure: { retryAfterMs: 5_000 } });
    for (const [status, body] of [
      [404, "no_service"],
      [403, "invalid_token"],
    ] as const)
      expect(await sentWith(slack, { status, body })).toEqual({
        ok: false,
        failure: { code: "refused", params: { status, words: body }, isFinal: true },
      });
    expect(await sentWith(webhook, { status: 410 })).toMatchObject({ failure: { isFinal: true } });
    expect(await sentWith(webhook, { status: 429 })).toMatchObject({ failure: { retryAfterMs: 30_000 } });
    await receiver.stop();
  });

  test.each([
    ["an unknown code", '{"errcode":-1,"errmsg":"system busy"}', "refused"],
    ["a page of a proxy", "<html>Bad gateway</html>", "unreadable"],
    ["nothing", "", "unreadable"],
    ["JSON without a code", '{"ok":true}', "unreadable"],
    ["a code in words", '{"errcode":"UNAUTHORIZED","errmsg":"no token"}', "unreadable"],
    ["a code of null", '{"errcode":null}', "unreadable"],
    ["a code of nothing", '{"errcode":""}', "unreadable"],
    ["a code of blanks", '{"errcode":" "}', "unreadable"],
    ["a code of false", '{"errcode":false}', "unreadable"],
    ["a code of a list", '{"errcode":[]}', "unreadable"],
    ["a code beyond all numbers", '{"errcode":1e999}', "unreadable"],
    ["a list", "[0]", "unreadable"],
    ["a code in digits", '{"errcode":"-1"}', "refused"],
  ])("%s is no success, and tried again", (_name, body, code) => {
    const sent = dingtalk.read(body);
    expect(sent).toMatchObject({ ok: false, failure: { code } });
    expect(sent).not.toHaveProperty("failure.isFinal");
  });
});

test("an answer whose code cannot be read is quoted, and what is told of it can be stored and read again", () => {
  const body = '{"code":"UNAUTHORIZED","msg":"no token"}';
  const sent = feishu.read(body);
  expect(sent).toEqual({ ok: false, failure: { code: "unreadable", params: { words: body } } });
  expect(JSON.parse(JSON.stringify(sent))).toEqual(sent);
});

describe("the slots of a target", () => {
  const later = (ms: number) => new Date(now.getTime() + ms);
  const free = { nextSendAt: null, nextSlotAt: null };
  const first = { slot: null, spacingMs: 3_000, now };

  test("the first delivery goes at once, and each that comes meanwhile has one of its own", () => {
    const { at, nextSlotAt } = takeSlot(free, first);
    expect([at, nextSlotAt]).toEqual([now, later(3_000)]);
    const second = takeSlot({ nextSendAt: null, nextSlotAt }, { ...first, now: later(10) });
    expect(second).toEqual({ at: later(3_000), nextSlotAt: later(6_000) });
    const third = takeSlot({ nextSendAt: null, nextSlotAt: second.nextSlotAt }, { ...first, now: later(20) });
    expect(third.at).toEqual(later(6_000));
  });

  test("a delivery that comes to its slot goes, however many wait behind it, and a little late, too", () => {
    const full = { nextSendAt: null, nextSlotAt: later(900_000) };
    for (const lateMs of [0, 700, LATEST_MS])
      expect(takeSlot(full, { ...first, slot: later(-lateMs) })).toEqual({
        at: now,
        nextSlotAt: full.nextSlotAt,
      });
    // A clock that is behind the queue's.
    expect(takeSlot(full, { ...first, slot: later(40) })).toEqual({
      at: later(40),
      nextSlotAt: full.nextSlotAt,
    });
  });

  test("deliveries whose slots went by while nobody worked do not go all at once", () => {
    const slot = later(-3_600_000);
    const one = takeSlot({ nextSendAt: null, nextSlotAt: later(-3_500_000) }, { ...first, slot });
    expect(one.at).toEqual(now);
    expect(takeSlot({ nextSendAt: null, nextSlotAt: one.nextSlotAt }, { ...first, slot }).at).toEqual(
      later(3_000),
    );
  });

  test("a target that wants to be left alone is, also by those that have a slot, and then keeps its pace", () => {
    const held = { nextSendAt: later(60_000), nextSlotAt: later(9_000) };
    const one = takeSlot(held, { ...first, slot: now });
    expect(one).toEqual({ at: later(60_000), nextSlotAt: later(63_000) });
    expect(takeSlot({ ...held, nextSlotAt: one.nextSlotAt }, { ...first, slot: now }).at).toEqual(
      later(63_000),
    );
    expect(takeSlot({ ...free, nextSendAt: later(60_000) }, { ...first, spacingMs: 0 })).toEqual({
      at: later(60_000),
      nextSlotAt: null,
    });
  });

  test("no robot is sent more than it takes in a minute, the first of them as late as they may be", () => {
    const mostAMinute = { dingtalk: 20, wecom: 20, feishu: 100 } as const;
    for (const kind of ["dingtalk", "wecom", "feishu"] as const)
      expect(Math.floor((60_000 + LATEST_MS) / spacingMs(kind)) + 1).toBeLessThanOrEqual(mostAMinute[kind]);
  });
});

describe("when a message is sent again", () => {
  test("waits grow from seconds to hours, and end after a good day", () => {
    const waits = Array.from({ length: 9 }, (_, at) => waitBeforeNext(at + 1, {}, 0));
    expect(waits.slice(0, 3)).toEqual([5_000, 30_000, 300_000]);
    expect(waits.slice(7)).toEqual([null, null]);
    const hours = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) / 3_600_000;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(26);
  });

  test("what is final is not tried again, and a wait that the receiver asks for is kept, up to a day", () => {
    expect(waitBeforeNext(1, { isFinal: true }, 0)).toBeNull();
    expect(waitBeforeNext(1, { retryAfterMs: 90_000 }, 0)).toBe(90_000);
    expect(waitBeforeNext(1, { retryAfterMs: 10 * 86_400_000 }, 0)).toBe(86_400_000);
    expect(waitBeforeNext(1, {}, 0.999)).toBeGreaterThan(5_000);
  });
});

describe("the keys in addresses", () => {
  test.each([
    ["https://hooks.slack.com/services/T01/B02/XyZ0123456789abcdef", "https://hooks.slack.com/••••"],
    ["https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef", "https://oapi.dingtalk.com/••••"],
    ["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123-4567", "https://qyapi.weixin.qq.com/••••"],
    ["https://open.feishu.cn/open-apis/bot/v2/hook/0123-4567", "https://open.feishu.cn/••••"],
    ["https://hooks.example.com:8443/", "https://hooks.example.com:8443"],
  ])("of %s no more is shown than its host", (url, shown) => {
    expect(maskedTargetUrl(url)).toBe(shown);
  });

  test("a receiver that says a key again is not believed: it is masked, and its words are cut", () => {
    const reach = {
      url: "https://hooks.slack.com/services/T01/B02/XyZ0123456789abcdef?access_token=tok-0123456789",
      secret: "SECabcdef0123456789",
    };
    const words = receiverWords(
      reach,
      `no hook XyZ0123456789abcdef,\n token tok-0123456789, secret SECabcdef0123456789 ${"!".repeat(900)}`,
    );
    expect(words).not.toMatch(/XyZ0123456789abcdef|tok-0123456789|SECabcdef0123456789|\n/);
    expect(words.length).toBeLessThanOrEqual(300);
  });

  test("words that no database takes are mended, and a NUL hides no key in them", () => {
    const reach = { url: "https://hooks.example.com/XyZ0123456789abcdef", secret: null };
    expect(receiverWords(reach, "a\0b \ud800c")).toBe("ab \uFFFDc");
    expect(receiverWords(reach, "no hook XyZ01234\x0056789abcdef")).not.toContain("XyZ0123456789abcdef");
    expect(receiverWords(null, `gone\0\r\n${"😀".repeat(900)}`).isWellFormed()).toBe(true);
    expect(receiverWords(null, `gone\0\r\n${"x".repeat(900)}`)).toMatch(/^gone x{295}$/);
  });
});
