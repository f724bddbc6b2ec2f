import { jsonAnswers } from "./json-answers.ts";
import { cutBytes, plainLines } from "./plain-text.ts";
import type { ChatForm } from "./target.ts";

const MOST_BYTES = 2048;
const A_MINUTE_MS = 60_000;

/**
 * A robot in a WeCom group. Plain text: nothing in a name is markup, and nobody is called on. It takes 20 messages a minute,
 * and 2048 bytes of text: https://developer.work.weixin.qq.com/document/path/91770. Its codes are in
 * https://developer.work.weixin.qq.com/document/path/90313.
 */
export const wecom: ChatForm = {
  request(message, { url }) {
    const link = message.url === null ? "" : `\n${message.url}`;
    const words = plainLines({ ...message, url: null }).join("\n");
    const content = cutBytes(words, MOST_BYTES - Buffer.byteLength(link)) + link;
    return { url, body: JSON.stringify({ msgtype: "text", text: { content } }) };
  },
  ...jsonAnswers({
    code: ["errcode"],
    words: ["errmsg"],
    tooOften: [45009, 45033],
    tooOftenMs: A_MINUTE_MS,
    // No such robot, or no longer in its group; no kind of message.
    hopeless: [93000, 40008],
  }),
};
