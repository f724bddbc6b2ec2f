import { createHmac } from "node:crypto";
import { jsonAnswers } from "./json-answers.ts";
import { plainLines, titleLine } from "./plain-text.ts";
import type { ChatForm } from "./target.ts";

const A_MINUTE_MS = 60_000;

/**
 * A robot in a Feishu or Lark group. Its rich text has the words apart from the markup, so that nothing in a name calls on
 * anybody. It takes 100 messages a minute and five a second, and says 11232 also when it is busy itself, on the hour and the
 * half hour: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot. Its gateway says 9499 of a request that it
 * cannot read and, with a status of 400, of too many: https://github.com/ccfos/nightingale/issues/1437.
 */
export const feishu: ChatForm = {
  request(message, { url, secret }, now) {
    const lines = plainLines({ ...message, url: null }).map((text) => [{ tag: "text", text }]);
    const link = message.url === null ? [] : [[{ tag: "a", text: message.url, href: message.url }]];
    const post = { zh_cn: { title: titleLine(message), content: [...lines, ...link] } };
    const signature = secret === null ? {} : signed(secret, now);
    return { url, body: JSON.stringify({ ...signature, msg_type: "post", content: { post } }) };
  },
  ...jsonAnswers({
    code: ["code", "StatusCode"],
    words: ["msg", "StatusMessage"],
    tooOften: [11232, 11233, 99991400],
    tooOftenWords: /too many request/i,
    tooOftenMs: A_MINUTE_MS,
    // No such robot, no kind of message, signature, address, keyword.
    hopeless: [19001, 19002, 19021, 19022, 19024],
  }),
};

// The key is what others would sign, and nothing is signed with it.
function signed(secret: string, now: Date): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return { timestamp, sign: createHmac("sha256", `${timestamp}\n${secret}`).digest("base64") };
}
