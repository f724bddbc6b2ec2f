import { createHmac } from "node:crypto";
import { jsonAnswers } from "./json-answers.ts";
import { plainLines } from "./plain-text.ts";
import type { ChatForm } from "./target.ts";

const TEN_MINUTES_MS = 10 * 60_000;

/**
 * A robot in a DingTalk group. Plain text: nothing in a name is markup, and nobody is called on. Who sends more than 20
 * messages a minute is locked out for ten: https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages,
 * where most of its codes are, too; 130101, 300001 and 300005 are what its servers say besides.
 */
export const dingtalk: ChatForm = {
  request(message, { url, secret }, now) {
    const signed = new URL(url);
    if (secret !== null) {
      const timestamp = String(now.getTime());
      const sign = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
      signed.searchParams.set("timestamp", timestamp);
      signed.searchParams.set("sign", sign);
    }
    const content = plainLines(message).join("\n");
    return {
      url: signed.href,
      body: JSON.stringify({ msgtype: "text", text: { content }, at: { isAtAll: false } }),
    };
  },
  ...jsonAnswers({
    code: ["errcode"],
    words: ["errmsg"],
    tooOften: [130101, 660026, 410100, 90030],
    tooOftenMs: TEN_MINUTES_MS,
    // Keyword, signature or address of ours; no such robot or key, or one that was switched off, or its group dissolved; a
    // request or a kind of message that it does not know; content that it holds unsafe or unfit.
    hopeless: [
      310000, 300001, 300005, 400013, 400101, 400102, 400106, 40035, 43004, 400105, 430101, 430102, 430103,
      430104,
    ],
  }),
};
