import { afterEach, describe, expect, test } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import type { ChatRequest, ShownPictures } from "#lib/models/endpoints/chat-request.ts";
import { promptDigest } from "#lib/models/endpoints/prompt-digest.ts";
import { writeCall } from "#lib/models/endpoints/provider-batch/written-call.ts";
import { answerWith } from "./answer-with.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

let server: MisbehavingServer;
afterEach(() => server?.close());

const GOOD = {
  id: "c",
  choices: [{ index: 0, message: { role: "assistant", content: "A bag." }, finish_reason: "stop" }],
  usage: { prompt_tokens: 900, completion_tokens: 4, total_tokens: 904 },
};
const NAME = "https://shop.example/a.jpg";
const pictures: ShownPictures = new Map([[NAME, { mediaType: "image/jpeg", base64: "/9j/AA==" }]]);
const request: ChatRequest = {
  messages: [
    { role: "system", content: "You see." },
    { role: "user", content: "Describe [picture 1].", pictures: [NAME] },
  ],
  pictures,
  maxOutputTokens: 100,
};

async function provider(
  refusal: [status: number, words: string] | null = null,
  given: Partial<CallableModel> = {},
) {
  server = await misbehavingServer((response, asked) => {
    const hasPicture = server.bodies.at(-1)?.includes("image_url");
    if (refusal && hasPicture)
      answerWith({ error: { message: refusal[1] } }, {}, refusal[0])(response, asked);
    else answerWith(GOOD)(response, asked);
  });
  return callable({ baseUrl: server.baseUrl, ...given });
}

const bodies = () => server.bodies.map((body) => JSON.parse(body));

describe("a picture goes out as its provider takes it", () => {
  test("to chat completions, behind the words, in an address of its own", async () => {
    const model = await provider();
    expect(await callChat({ model, ...request })).toMatchObject({ kind: "answered", text: "A bag." });
    expect(bodies()[0].messages).toEqual([
      { role: "system", content: "You see." },
      {
        role: "user",
        content: [
          { type: "text", text: "Describe [picture 1]." },
          { type: "image_url", image_url: { url: "data:image/jpeg;base64,/9j/AA==" } },
        ],
      },
    ]);
  });

  test("to Anthropic and Google, as they word it", async () => {
    const claude = callable({
      providerKind: "anthropic",
      baseUrl: "https://api.anthropic.com/v1",
      name: "claude-sonnet-4-5",
    });
    const { body } = await writeCall({ model: claude, ...request });
    expect(JSON.parse(body).messages[0].content).toMatchObject([
      { type: "text", text: "Describe [picture 1]." },
      { type: "image", source: { type: "base64", media_type: "image/jpeg", data: "/9j/AA==" } },
    ]);
    const gemini = callable({
      providerKind: "google",
      baseUrl: "https://generativelanguage.googleapis.com/v1beta",
      name: "gemini-2.5-flash",
    });
    const written = JSON.parse((await writeCall({ model: gemini, ...request })).body);
    expect(written.contents[0].parts).toMatchObject([
      { text: "Describe [picture 1]." },
      { inlineData: { mimeType: "image/jpeg", data: "/9j/AA==" } },
    ]);
  });

  test("also where the instructions stand before the user's words", async () => {
    const model = await provider();
    const asked = callable({ ...model, capabilities: { ...model.capabilities, instructionRole: "user" } });
    await callChat({ model: asked, ...request });
    expect(bodies()[0].messages).toMatchObject([
      { role: "user", content: [{ type: "text" }, { type: "image_url" }] },
    ]);
  });
});

test("what a picture may take is reserved, and two prompts with other pictures are told apart", () => {
  const [, message] = request.messages;
  if (!message) throw new Error("no message");
  const { pictures: _, ...bare } = message;
  const counted = (name: string) => countMessageTokens([message], name) - countMessageTokens([bare], name);
  expect(counted("gpt-4o")).toBe(765);
  expect(counted("openai/gpt-4o-mini")).toBe(25_501);
  expect(counted("claude-sonnet-4-5")).toBe(1_399);
  expect(counted("a-model-nobody-knows")).toBeGreaterThan(1_500);
  expect(promptDigest([message])).not.toBe(promptDigest([bare]));
  expect(promptDigest([message])).not.toBe(
    promptDigest([{ ...message, pictures: ["https://shop.example/b.jpg"] }]),
  );
});

// As providers and gateways word it in public reports.
const SEES_NONE: [status: number, words: string][] = [
  [400, "This model does not support image input (ref: b8bd630e)"],
  [
    422,
    "Failed to deserialize the JSON body into the target type: messages[1]: unknown variant `image_url`, expected `text` at line 1 column 210",
  ],
  [400, "Invalid content type. image_url is only supported by certain models."],
  [404, "No endpoints found that support image input"],
  [400, "qwen-plus does not support images"],
  [500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"],
  [400, "glm-4.6 is not a multimodal model"],
  [400, "该模型不支持图片输入"],
  [400, "此模型不支持图像输入。请尝试其他模型"],
];
// About one picture: the model sees others.
const ONE_PICTURE: [status: number, words: string][] = [
  [
    400,
    "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
  ],
  [
    400,
    "messages.0.content.1.image.source.base64: image exceeds 5 MB maximum: 6210900 bytes > 5242880 bytes",
  ],
  [400, "Could not process image"],
  [400, "The image does not support image format image/heic"],
  [400, "Failed to download multimodal content"],
  [400, "不支持的图片格式"],
];

describe("a model that sees no pictures", () => {
  test.each(SEES_NONE)("is known as such after “%s %s”, and asked in vain no more", async (...refusal) => {
    const model = await provider(refusal);
    expect(await callChat({ model, ...request })).toMatchObject({ kind: "refused", code: "no_pictures" });
    expect(capabilitiesOf(model)).toMatchObject({
      pictures: false,
      learnt: { pictures: { words: refusal[1] } },
    });
    await callChat({ model, ...request });
    expect(server.bodies).toHaveLength(1);
    const [bare] = request.messages;
    expect(await callChat({ model, messages: bare ? [bare] : [], maxOutputTokens: 9 })).toMatchObject({
      kind: "answered",
    });
  });

  test.each(ONE_PICTURE)("is not what “%s %s” says", async (...refusal) => {
    const model = await provider(refusal);
    expect(await callChat({ model, ...request })).toMatchObject({ kind: "refused" });
    expect(capabilitiesOf(model).pictures).toBe(true);
  });
});
