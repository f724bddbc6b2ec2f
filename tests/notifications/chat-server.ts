import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Answer, Received } from "#tests/fixtures/receiver.ts";

/** How long a signature of DingTalk and Feishu holds, as they publish it. */
const SIGNED_FOR_MS = 60 * 60_000;
const MOST_WECOM_BYTES = 2_048;

type Body = Record<string, unknown>;

/**
 * What the server of a kind of target answers: as the service itself does, it takes only what has the form that it publishes
 * and is signed with this secret, and says why it does not take something in its own words.
 */
export function answerAs(
  kind: "webhook" | "slack" | "dingtalk" | "feishu" | "wecom",
  secret: string,
): (request: Received) => Answer {
  return ({ url, headers, body }) => {
    const at = new URL(url, "http://server");
    if (!/^application\/json\b/.test(headers["content-type"] ?? "")) return { status: 415 };
    if (kind === "webhook") return isVerified(body, headers, secret) ? { status: 204 } : { status: 401 };
    const said = JSON.parse(body) as Body;
    switch (kind) {
      case "slack":
        return slackAnswer(said);
      case "dingtalk":
        return coded("errcode", "errmsg", dingtalkRefusal(said, at.searchParams, secret));
      case "feishu":
        return coded("code", "msg", feishuRefusal(said, secret));
      case "wecom":
        return coded("errcode", "errmsg", wecomRefusal(said, at.searchParams));
    }
  };
}

function isVerified(body: string, headers: Record<string, string>, secret: string): boolean {
  try {
    const { type, timestamp } = new Webhook(secret).verify(body, headers) as Body;
    return typeof type === "string" && typeof timestamp === "string";
  } catch {
    return false;
  }
}

function slackAnswer({ text, ...others }: Body): Answer {
  if (typeof text !== "string" || text.trim() === "") return { status: 400, body: "no_text" };
  const known = ["mrkdwn", "unfurl_links", "unfurl_media", "blocks", "attachments"];
  if (Object.keys(others).some((name) => !known.includes(name)))
    return { status: 400, body: "invalid_payload" };
  return { status: 200, body: "ok" };
}

type Refusal = [code: number, words: string] | null;

// Everything is answered with 200; the code says whether it was taken.
function coded(code: string, words: string, refusal: Refusal): Answer {
  const [number, said] = refusal ?? [0, "ok"];
  return { status: 200, body: JSON.stringify({ [code]: number, [words]: said }) };
}

function dingtalkRefusal({ msgtype, text }: Body, query: URLSearchParams, secret: string): Refusal {
  if (!query.get("access_token")) return [300001, "token is not exist"];
  const timestamp = query.get("timestamp") ?? "";
  const sign = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
  if (query.get("sign") !== sign) return [310000, "sign not match"];
  if (!isRecent(Number(timestamp))) return [310000, "invalid timestamp"];
  return msgtype === "text" && isText((text as Body | undefined)?.content) ? null : [40035, "param error"];
}

function feishuRefusal({ timestamp, sign, msg_type: type, content }: Body, secret: string): Refusal {
  const wanted = createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64");
  if (sign !== wanted || !isRecent(Number(timestamp) * 1_000))
    return [19021, "sign match fail or timestamp is not within one hour from current time"];
  const post = (content as { post?: Record<string, { title?: unknown; content?: unknown }> } | undefined)
    ?.post;
  const [words] = Object.values(post ?? {});
  const lines = Array.isArray(words?.content) ? words.content : [];
  const isFormed =
    type === "post" && isText(words?.title) && lines.length > 0 && lines.every((line) => isFeishuLine(line));
  return isFormed ? null : [9499, "Bad Request"];
}

function isFeishuLine(line: unknown): boolean {
  return (
    Array.isArray(line) &&
    line.every(({ tag, text, href }) => isText(text) && (tag === "text" || (tag === "a" && isText(href))))
  );
}

function wecomRefusal({ msgtype, text }: Body, query: URLSearchParams): Refusal {
  if (!query.get("key")) return [93000, "invalid webhook url"];
  if (msgtype !== "text") return [40008, "invalid message type"];
  const content = (text as Body | undefined)?.content;
  if (!isText(content)) return [44004, "empty content"];
  return Buffer.byteLength(content) > MOST_WECOM_BYTES ? [45002, "content size out of limit"] : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function isRecent(ms: number): boolean {
  return Math.abs(Date.now() - ms) < SIGNED_FOR_MS;
}
