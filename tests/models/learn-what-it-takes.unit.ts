import { afterEach, describe, expect, test, vi } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { type Capabilities, capabilitiesOf } from "#lib/models/capabilities.ts";
import type { ChatRequest } from "#lib/models/endpoints/chat-request.ts";
import { answerWith } from "./answer-with.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

vi.setConfig({ testTimeout: 30_000 });

let server: MisbehavingServer;
afterEach(() => server?.close());

type Wire = Record<string, unknown> & {
  messages: { role: string; content: string }[];
  response_format?: { type: string };
};
/** Why a provider refuses a request: its status and its words; `null` where it answers. */
type Refusal = [status: number, words: string] | null;

const GOOD = {
  id: "c",
  choices: [{ index: 0, message: { role: "assistant", content: '{"title":"Fig"}' }, finish_reason: "stop" }],
  usage: { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 },
};

/** A provider that takes some requests alone. */
async function provider(refuses: (asked: Wire) => Refusal, given: Partial<CallableModel> = {}) {
  server = await misbehavingServer((response, request) => {
    const asked = JSON.parse(server.bodies.at(-1) ?? "{}") as Wire;
    const refusal = refuses(asked);
    if (!refusal) return answerWith(GOOD)(response, request);
    answerWith({ error: { message: refusal[1] } }, {}, refusal[0])(response, request);
  });
  return callable({ baseUrl: server.baseUrl, ...given });
}

const request: ChatRequest = {
  messages: [
    { role: "system", content: "You write titles." },
    { role: "user", content: "Write about ROW-7." },
  ],
  outputSchema: { type: "object", properties: { title: { type: "string" } }, required: ["title"] },
  maxOutputTokens: 1_000,
  parameters: { temperature: 0.2, seed: 7, topP: 0.9 },
};

const ask = (model: CallableModel, more: Partial<ChatRequest> = {}) =>
  callChat({ model, ...request, ...more });
const sent = () => server.bodies.map((body) => JSON.parse(body) as Wire);

describe("what a model does not take is learnt at the first refusal, and the call goes on", () => {
  const shapes: Refusal[] = [
    [400, "This response_format type is unavailable now"],
    [422, "Extra inputs are not permitted: response_format"],
    [500, "upstream: response_format is not supported"],
    [400, "Bad request"],
  ];
  test.each(shapes.map((refusal) => refusal as [number, string]))(
    "JSON of a schema, refused with %s %s: the schema is told in words",
    async (...refusal) => {
      const model = await provider((asked) =>
        asked.response_format?.type === "json_schema" ? refusal : null,
      );
      expect(await ask(model)).toMatchObject({ kind: "answered", text: '{"title":"Fig"}' });
      await ask(model);
      expect(sent().map(({ response_format }) => response_format?.type)).toEqual([
        "json_schema",
        "json_object",
        "json_object",
      ]);
      const [system] = sent()[1]?.messages ?? [];
      expect(system?.content).toContain("You write titles.");
      expect(system?.content).toContain(JSON.stringify(request.outputSchema));
      expect(system?.content).toMatch(/json/);
      expect(capabilitiesOf(model).structuredOutput).toBe("json_object");
      expect(capabilitiesOf(model).learnt.structuredOutput?.words).toBe(refusal[1]);
    },
  );

  test.each<[string, Refusal]>([
    ["by name", [400, "response_format is not supported"]],
    ["without a name", [400, "参数错误"]],
  ])("JSON in any form, refused %s: the shape stands in the prompt alone", async (_, refusal) => {
    const model = await provider((asked) => (asked.response_format ? refusal : null));
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    await ask(model);
    expect(sent()).toHaveLength(4);
    expect(sent().at(-1)).not.toHaveProperty("response_format");
    expect(capabilitiesOf(model).structuredOutput).toBe("none");
  });

  test.each<[what: string, field: string, words: string, learnt: Partial<Capabilities>]>([
    [
      "max_tokens",
      "max_tokens",
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { tokenLimit: "max_completion_tokens" },
    ],
    [
      "a temperature",
      "temperature",
      "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
      { leftOut: ["temperature"] },
    ],
    ["a seed", "seed", "property 'seed' is unsupported", { leftOut: ["seed"] }],
    [
      "what nobody names",
      "top_p",
      "Bad request",
      { structuredOutput: "none", leftOut: ["temperature", "seed", "top_p"] },
    ],
  ])("%s is not sent again", async (_, field, words, learnt) => {
    const model = await provider((asked) => (field in asked ? [400, words] : null));
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(capabilitiesOf(model)).toMatchObject(learnt);
    const before = server.bodies.length;
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(server.bodies).toHaveLength(before + 1);
    expect(sent().at(-1)).not.toHaveProperty(field);
  });

  test("a bound that is taken by neither of its names is left out", async () => {
    const model = await provider((asked) => {
      const name = ["max_tokens", "max_completion_tokens"].find((field) => field in asked);
      return name ? [400, `Unrecognized request argument supplied: ${name}`] : null;
    });
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(capabilitiesOf(model).tokenLimit).toBe("none");
  });

  test("a stream that is refused is done without", async () => {
    const model = await provider((asked) =>
      asked.stream ? [400, "Your organization must be verified to stream this model."] : null,
    );
    expect(await ask(model, { onText: () => {} })).toMatchObject({ kind: "answered" });
    expect(capabilitiesOf(model).streaming).toBe("none");
    expect(sent().map(({ stream }) => stream === true)).toEqual([true, false]);
  });

  test("usage that is not told in a stream is not asked for", async () => {
    const model = await provider((asked) =>
      "stream_options" in asked ? [400, "Unrecognized request argument supplied: stream_options"] : null,
    );
    expect(await ask(model, { onText: () => {} })).toMatchObject({ kind: "answered" });
    expect(capabilitiesOf(model).leftOut).toEqual(["stream_options"]);
  });

  test("one that answers in streams alone is asked for one though nobody reads it", async () => {
    const model = await provider((asked) =>
      asked.stream
        ? null
        : [
            400,
            "This model only support stream mode, please enable the stream parameter to access the model.",
          ],
    );
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(capabilitiesOf(model).streaming).toBe("only");
  });

  test("instructions go before what the user says where no role is taken for them", async () => {
    const model = await provider(({ messages }) =>
      messages.some(({ role }) => role === "system") ? [400, "System role not supported"] : null,
    );
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(sent().at(-1)?.messages).toEqual([
      { role: "user", content: "You write titles.\n\nWrite about ROW-7." },
    ]);
  });

  test("the newer name of that role is put back to the older", async () => {
    const refused: Refusal = [
      422,
      "messages[0].role: unknown variant `developer`, expected one of `system`, `user`",
    ];
    const model = await provider(({ messages }) => (messages[0]?.role === "developer" ? refused : null), {
      providerKind: "openai",
      name: "o3-mini",
    });
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(sent().at(-1)?.messages[0]?.role).toBe("system");
  });

  test.each<[words: (asked: number) => string, most: number]>([
    [
      (asked) =>
        `max_tokens is too large: ${asked}. This model supports at most 512 completion tokens, whereas you provided ${asked}.`,
      512,
    ],
    [() => "Range of max_tokens should be [1, 512]", 512],
    [() => "max_tokens exceeds what this model allows", 500],
  ])("the longest answer it gives (%s)", async (words, most) => {
    const model = await provider(({ max_tokens }) =>
      Number(max_tokens) > 512 ? [400, words(Number(max_tokens))] : null,
    );
    expect(await ask(model)).toMatchObject({ kind: "answered", limit: { tokens: most, isMost: true } });
    expect(capabilitiesOf(model).mostOutputTokens).toBe(most);
  });

  test("a context that prompt and answer share leaves the answer what the prompt does not take", async () => {
    const model = await provider(({ max_tokens }) =>
      Number(max_tokens) > 900
        ? [400, "This model's maximum context length is 1000 tokens and your request has 99 input tokens"]
        : null,
    );
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(capabilitiesOf(model).contextTokens).toBe(1_000);
  });

  test("several things, one after the other", async () => {
    const model = await provider((asked) => {
      if (asked.response_format?.type === "json_schema") return [400, "json_schema is not supported"];
      if ("max_tokens" in asked) return [400, "Unsupported parameter: 'max_tokens'"];
      if ("temperature" in asked) return [400, "`temperature` is deprecated for this model."];
      return null;
    });
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(server.bodies).toHaveLength(4);
  });
});

describe("what is learnt is learnt once", () => {
  test.each([
    [400, "json_schema is not supported"],
    [400, "Bad request"],
  ])("by 64 calls that are on the way when the first is refused with %s %s", async (...refusal) => {
    const model = await provider((asked) =>
      asked.response_format?.type === "json_schema" ? (refusal as [number, string]) : null,
    );
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => ask(model)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(64).fill("answered"));
    expect(server.bodies.length).toBeLessThanOrEqual(129);
    expect(capabilitiesOf(model)).toMatchObject({ structuredOutput: "json_object", revision: 1 });
  });

  test("and what an admin has set since holds again", async () => {
    const model = await provider((asked) =>
      asked.response_format?.type === "json_schema" ? [400, "json_schema?"] : null,
    );
    await ask(model);
    const set = { ...capabilitiesOf(model), structuredOutput: "json_schema" as const, revision: 2 };
    expect(capabilitiesOf({ ...model, capabilities: set }).structuredOutput).toBe("json_schema");
  });
});

describe("a look for another way that finds nothing out", () => {
  const cutShort: [how: string, status: number][] = [
    ["throttled", 429],
    ["not taken", 503],
  ];
  test.each(cutShort)("because it was %s leaves it to the next call", async (_, status) => {
    let probes = 0;
    const model = await provider(({ response_format }) => {
      if (response_format?.type === "json_schema") return [400, "Bad request"];
      return ++probes === 1 ? [status, "Later."] : null;
    });
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => ask(model)));
    const answered = outcomes.filter(({ kind }) => kind === "answered");
    expect(answered).toHaveLength(63);
    expect(outcomes.filter(({ kind }) => kind === "refused")).toHaveLength(0);
    expect(capabilitiesOf(model)).toMatchObject({ structuredOutput: "json_object", revision: 1 });
  });

  test("because no way helps is told to all who waited, and not made again", async () => {
    const model = await provider(() => [400, "Bad request"]);
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => ask(model)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(16).fill("refused"));
    expect(server.bodies.length).toBeLessThanOrEqual(16 + 3);
  });
});

describe("a limit that nobody told", () => {
  const words = "max_tokens exceeds what this model allows";

  test("is kept once an answer came under it", async () => {
    const model = await provider(({ max_tokens }) => (Number(max_tokens) > 300 ? [400, words] : null));
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => ask(model)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(16).fill("answered"));
    expect(capabilitiesOf(model)).toMatchObject({ mostOutputTokens: 250, revision: 1 });
    expect(sent().at(-1)?.max_tokens).toBe(250);
  });

  test.each([words, "max_tokens {} is too large"])("is not kept where none did: %s", async (told) => {
    const model = await provider(({ max_tokens }) => [400, told.replace("{}", String(max_tokens))]);
    for (let calls = 0; calls < 3; calls++) expect(await ask(model)).toMatchObject({ kind: "refused" });
    expect(capabilitiesOf(model)).toMatchObject({ mostOutputTokens: null, revision: 0 });
  });

  test("does not hide what else is refused behind it", async () => {
    const model = await provider((asked) => {
      if (Number(asked.max_tokens) > 512) return [400, words];
      return "seed" in asked ? [400, "property 'seed' is unsupported"] : null;
    });
    expect(await ask(model)).toMatchObject({ kind: "answered" });
    expect(capabilitiesOf(model)).toMatchObject({ mostOutputTokens: 500, leftOut: ["seed"] });
  });
});

test("a prompt that does not fit is refused alone, and shortens nobody else's answers", async () => {
  const model = await provider(({ messages, max_tokens }) =>
    JSON.stringify(messages).includes("LONG")
      ? [400, `input length and \`max_tokens\` exceed context limit: 199980 + ${max_tokens} > 200000`]
      : null,
  );
  const long = [{ role: "user" as const, content: "LONG" }];
  for (let calls = 0; calls < 3; calls++)
    expect(await ask(model, { messages: long })).toMatchObject({ kind: "refused" });
  expect(capabilitiesOf(model)).toMatchObject({ mostOutputTokens: null, contextTokens: 200_000 });
  expect(await ask(model)).toMatchObject({ kind: "answered", limit: { tokens: 1_000 } });
});

describe("a refusal teaches nothing", () => {
  test("where it names nothing and no barer way helps: it is told as it was, and others do not look again", async () => {
    const model = await provider(() => [400, "Bad request"]);
    expect(await ask(model)).toMatchObject({ kind: "refused", detail: "Bad request" });
    const looked = server.bodies.length;
    expect(await ask(model)).toMatchObject({ kind: "refused" });
    expect(server.bodies).toHaveLength(looked + 1);
    expect(capabilitiesOf(model)).toMatchObject({ structuredOutput: "json_schema", revision: 0 });
  });

  test("where it names nothing and the same way was answered before: it is about this row", async () => {
    let isGood = true;
    const model = await provider(() => (isGood ? null : [400, "Bad request"]));
    await ask(model);
    isGood = false;
    expect(await ask(model)).toMatchObject({ kind: "refused" });
    expect(server.bodies).toHaveLength(2);
  });

  test("where it names what was not asked for", async () => {
    const model = await provider(() => [400, "Unsupported parameter: 'top_k'"]);
    expect(await ask(model)).toMatchObject({ kind: "refused" });
    expect(server.bodies).toHaveLength(1);
  });

  test("where the key or the model is wrong", async () => {
    const model = await provider(() => [404, "The model `m` does not exist"]);
    expect(await ask(model)).toMatchObject({ kind: "refused", code: "provider_not_found" });
    expect(server.bodies).toHaveLength(1);
  });
});
