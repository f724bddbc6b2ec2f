import type { ChatAnswer } from "./call-outcome.ts";
import type { ChatRequest } from "./chat-request.ts";
import type { Endpoint } from "./endpoint.ts";
import { type ModerationRequest, moderate } from "./moderate.ts";
import { promptDigest } from "./prompt-digest.ts";
import { withShown } from "./shown-pictures.ts";

/**
 * Moderation asked as a chat is: each message is a text, or shows a picture; those come last. The answer is what was said of
 * each, in their order, as JSON. So
 * it is paid, kept and shown in the way of every call that is made for an item.
 */
export const moderateInWords: Endpoint<ChatRequest, ChatAnswer> = {
  bound: (model, request) => moderate.bound(model, askedOf(request)),
  async call(model, request, options) {
    const outcome = await moderate.call(model, askedOf(request), options);
    if (outcome.kind !== "answered") return outcome;
    const { verdicts, ...answered } = outcome;
    return { ...answered, text: JSON.stringify(verdicts), finishReason: "stop" };
  },
  digest: ({ messages }) => promptDigest(messages),
};

function askedOf({ messages, pictures }: ChatRequest): ModerationRequest {
  const shown = withShown(
    messages.filter((message) => message.pictures),
    pictures,
  );
  return {
    texts: messages.filter((message) => !message.pictures).map(({ content }) => content),
    pictures: shown.flatMap((message) => message.shown),
  };
}
