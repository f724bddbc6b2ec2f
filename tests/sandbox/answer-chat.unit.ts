import { createOpenAI } from "@ai-sdk/openai";
import { embedMany, generateText, Output, streamText } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { makePerfumes, PERFUME_COLUMNS } from "#lib/installation/demo/perfumes.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { callChat } from "#tests/models/call-chat.ts";
import { callable } from "#tests/models/callable.ts";

// Hundreds of real calls in a test: on a busy machine they take longer than a unit test may.
vi.setConfig({ testTimeout: 60_000 });

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => fetch(`${sandbox.url}/bill`, { method: "DELETE" }));

const bill = async () => (await fetch(`${sandbox.url}/bill`)).json();
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.url}/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-sandbox-latency-ms": "0", ...headers },
    body: JSON.stringify(body),
  });
const model = (headers: Record<string, string> = {}, given: Partial<CallableModel> = {}) =>
  callable({
    providerKind: "sandbox",
    baseUrl: `${sandbox.url}/v1`,
    headers: { "x-sandbox-latency-ms": "0", ...headers },
    ...given,
  });

const row = {
  name: "Silk Garden",
  name_zh: "丝绸花园",
  brand: "Juniper Row",
  family: "woody",
  size_ml: "50",
  top_notes: "bergamot, pear",
  heart_notes: "jasmine",
  base_notes: "vetiver, amber",
};
const prompt = (language: string, data: Record<string, string> = row) => [
  { role: "system" as const, content: "You are a senior copywriter." },
  {
    role: "user" as const,
    content: `## Instruction\n\nWrite product copy in ${language}.\n\n## Input data\n\n${Object.entries(data)
      .map(([key, value]) => `- ${key}: ${value}`)
      .join("\n")}\n\n## Requirements\n\nTone: warm. Note: never invent facts.`,
  },
];
const outputSchema = {
  type: "object",
  properties: {
    title: { type: "string", description: "At most 60 characters." },
    description: { type: "string", maxLength: 220 },
    selling_points: {
      type: "array",
      items: { type: "string" },
      minItems: 3,
      maxItems: 3,
      description: "At most 40 characters each.",
    },
    faq: {
      type: "array",
      items: {
        type: "object",
        properties: { question: { type: "string" }, answer: { type: "string" } },
        required: ["question", "answer"],
      },
      maxItems: 2,
    },
    material: { type: ["string", "null"] },
    family: { type: "string" },
    audience: { type: "string", enum: ["women", "men", "unknown"] },
    score: { type: "integer", minimum: 1, maximum: 5 },
    height_cm: { type: ["number", "null"], minimum: 1 },
    size_ml: { type: ["number", "null"], minimum: 1 },
  },
  required: [
    ...["title", "description", "selling_points", "faq", "material", "family", "audience", "score"],
    ...["height_cm", "size_ml"],
  ],
  additionalProperties: false,
};

async function write(language: string, data?: Record<string, string>) {
  const outcome = await callChat({
    model: model(),
    messages: prompt(language, data),
    outputSchema,
    maxOutputTokens: 2_000,
  });
  if (outcome.kind !== "answered") throw new Error(JSON.stringify(outcome));
  return JSON.parse(outcome.text);
}

describe("what it writes", () => {
  test.each([
    ["English", /Silk Garden/, /jasmine/],
    ["Chinese (China)", /丝绸花园/, /茉莉/],
    ["German", /Silk Garden/, /Jasmin/],
    ["French", /Silk Garden/, /jasmin/],
    ["Spanish", /Silk Garden/, /jazmín/],
    ["Japanese", /Silk Garden/, /ジャスミン/],
  ])("is in %s, about the row, and fits the fields", async (language, name, note) => {
    const output = await write(language);
    expect(output.title).toMatch(name);
    expect(output.description).toMatch(note);
    expect([...output.title].length).toBeLessThanOrEqual(60);
    expect([...output.description].length).toBeLessThanOrEqual(220);
    expect(output.selling_points).toHaveLength(3);
    for (const point of output.selling_points) expect([...point].length).toBeLessThanOrEqual(40);
    expect(output.faq.length).toBeLessThanOrEqual(2);
    expect(output.score).toBeGreaterThanOrEqual(1);
    expect(output.score).toBeLessThanOrEqual(5);
  });

  test("is the same for the same prompt and another for another row", async () => {
    expect(await write("English")).toEqual(await write("English"));
    expect(await write("English", { ...row, heart_notes: "rose" })).not.toEqual(await write("English"));
  });

  test("invents nothing the row does not say", async () => {
    const output = await write("English");
    expect(output.material).toBeNull();
    expect(output.height_cm).toBeNull();
    expect(output.size_ml).toBe(50);
    expect(output.audience).toBe("unknown");
    expect(output.family).toBe("woody");
    const numbers = JSON.stringify({ ...output, score: 0 }).match(/\d+/g) ?? [];
    expect(numbers.filter((number) => number !== "50" && number !== "0")).toEqual([]);
  });

  test("fits for each of 300 sample products in each language", async () => {
    const languages = ["English", "Chinese (China)", "German", "French", "Spanish", "Japanese"];
    for (const [index, perfume] of makePerfumes(300).entries()) {
      const data = Object.fromEntries(PERFUME_COLUMNS.map((column) => [column, perfume[column]]));
      const output = await write(languages[index % 6] ?? "English", data);
      expect([...output.title].length, JSON.stringify(output)).toBeLessThanOrEqual(60);
      expect([...output.description].length).toBeLessThanOrEqual(220);
      expect(output.description.length).toBeGreaterThan(10);
      expect(output.selling_points).toHaveLength(3);
      for (const point of output.selling_points) expect([...point].length).toBeLessThanOrEqual(40);
    }
  });

  test("finds the facts in a table and in JSON too", async () => {
    const table = "## Input data\n\n| name | brand |\n|---|---|\n| Rain Letter | Kōri |";
    const json = '## Input data\n\n{"name": "Rain Letter", "brand": "Kōri"}';
    for (const content of [table, json]) {
      const response = await post("chat/completions", {
        model: "sandbox-fast",
        messages: [{ role: "user", content }],
      });
      const body = await response.json();
      expect(body.choices[0].message.content).toMatch(/Rain Letter.*Kōri|Kōri.*Rain Letter/);
    }
  });
});

describe("it speaks OpenAI's wire format", () => {
  test("to the AI SDK: text, structured output, stream and embeddings", async () => {
    const openai = createOpenAI({
      baseURL: `${sandbox.url}/v1`,
      apiKey: "any",
      headers: { "x-sandbox-latency-ms": "0" },
    });
    const content = prompt("English")[1]?.content ?? "";
    const text = await generateText({ model: openai.chat("sandbox-fast"), prompt: content });
    expect(text.text).toContain("Silk Garden");
    const output = Output.object({ schema: z.object({ title: z.string(), points: z.array(z.string()) }) });
    const structured = await generateText({ model: openai.chat("sandbox-quality"), prompt: content, output });
    expect(structured.output.title).toContain("Silk Garden");
    const stream = streamText({ model: openai.chat("sandbox-fast"), prompt: content });
    let streamed = "";
    for await (const part of stream.textStream) streamed += part;
    expect(streamed).toBe(text.text);
    expect((await stream.usage).outputTokens).toBe(text.usage.outputTokens);
    const { embeddings } = await embedMany({
      model: openai.embeddingModel("sandbox-embedding"),
      values: ["jasmine perfume by Juniper Row", "perfume with jasmine", "garden hose adapter"],
    });
    const alike = (a = 0, b = 0) =>
      (embeddings[a] ?? []).reduce((sum, value, i) => sum + value * (embeddings[b]?.[i] ?? 0), 0);
    expect(alike(0, 1)).toBeGreaterThan(alike(0, 2));
    expect(alike(0, 0)).toBeCloseTo(1, 5);
  });

  test("with its bodies for answers, models, moderation and errors", async () => {
    const answer = await (
      await post("chat/completions", {
        model: "sandbox-fast",
        messages: [{ role: "user", content: "name: Ink" }],
      })
    ).json();
    expect(answer).toMatchObject({
      object: "chat.completion",
      model: "sandbox-fast",
      choices: [{ index: 0, message: { role: "assistant" }, finish_reason: "stop" }],
    });
    expect(answer.usage.total_tokens).toBe(answer.usage.prompt_tokens + answer.usage.completion_tokens);
    const models = await (await fetch(`${sandbox.url}/v1/models`)).json();
    expect(models.data.map(({ id }: { id: string }) => id)).toContain("sandbox-quality");
    const moderation = await (await post("moderations", { input: ["a rose", "I will kill you"] })).json();
    expect(moderation.results.map(({ flagged }: { flagged: boolean }) => flagged)).toEqual([false, true]);
    const unknown = await post("chat/completions", {
      model: "gpt-9",
      messages: [{ role: "user", content: "x" }],
    });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      error: { type: "invalid_request_error", code: "model_not_found", param: null },
    });
    expect((await post("chat/completions", { model: "sandbox-fast", messages: [] })).status).toBe(400);
    const wrongKey = await post("chat/completions", {}, { authorization: "Bearer invalid" });
    expect(wrongKey.status).toBe(401);
  });

  test("stops at the most tokens it may write and says that length was why", async () => {
    const outcome = await callChat({ model: model(), messages: prompt("English"), maxOutputTokens: 7 });
    expect(outcome).toMatchObject({ kind: "answered", finishReason: "length", usage: { outputTokens: 7 } });
  });

  test("charges less for the beginning of a prompt it has just seen", async () => {
    const long = `${"Rules of the house. ".repeat(80)}`;
    const call = (name: string) =>
      callChat({
        model: model(),
        messages: [{ role: "user", content: `${long}\nname: ${name}` }],
        maxOutputTokens: 500,
      });
    await call("One");
    const second = await call("Two");
    if (second.kind !== "answered") throw new Error(second.kind);
    expect(second.usage.cachedInputTokens).toBeGreaterThan(300);
    expect(second.usage.cachedInputTokens).toBeLessThan(second.usage.inputTokens);
  });
});

describe("it goes wrong as it is asked to", () => {
  const faulty = (kinds: string) =>
    callChat({
      model: model({ "x-sandbox-fault-rate": "1", "x-sandbox-fault-kinds": kinds }),
      messages: prompt("English"),
      outputSchema,
      maxOutputTokens: 2_000,
      timeoutMs: kinds === "timeout" ? 300 : 30_000,
    });

  test.each([
    ["429", "throttled", 0],
    ["500", "unavailable", 0],
    ["content-filter", "refused", 0],
    ["timeout", "uncertain", 1],
    ["cut-off", "uncertain", 1],
    ["invalid-json", "answered", 1],
    ["misfit", "answered", 1],
  ])("%s is %s and billed %i times", async (kinds, kind, calls) => {
    expect((await faulty(kinds)).kind).toBe(kind);
    expect((await bill()).total.calls).toBe(calls);
  });

  test("a rate limit is kept, and says when to come back", async () => {
    const limited = model({ "x-sandbox-rpm": "6" }, { apiKey: "sk-limited" });
    const call = () => callChat({ model: limited, messages: prompt("English"), maxOutputTokens: 500 });
    // At once: on a slow machine calls one after another are no more than it allows.
    const outcomes = await Promise.all(Array.from({ length: 6 }, call));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["answered", "throttled"]));
  });

  test("its bill is between what was settled and that plus what is unknown", async () => {
    const shaky = model({
      "x-sandbox-fault-rate": "0.4",
      "x-sandbox-fault-kinds": "429,500,cut-off,misfit,invalid-json,content-filter",
    });
    const settled = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
    let [answered, uncertain] = [0, 0];
    const perfumes = makePerfumes(200);
    await Promise.all(
      perfumes.map(async (perfume) => {
        const outcome = await callChat({
          model: shaky,
          messages: prompt("German", { name: perfume.name, brand: perfume.brand, top: perfume.top_notes }),
          outputSchema,
          maxOutputTokens: 2_000,
        });
        if (outcome.kind === "uncertain") uncertain++;
        if (outcome.kind !== "answered") return;
        answered++;
        settled.inputTokens += outcome.usage.inputTokens;
        settled.cachedInputTokens += outcome.usage.cachedInputTokens;
        settled.outputTokens += outcome.usage.outputTokens;
      }),
    );
    const { total } = await bill();
    expect(uncertain).toBeGreaterThan(0);
    expect(total.calls).toBe(answered + uncertain);
    expect(total.inputTokens).toBeGreaterThan(settled.inputTokens);
  });
});

test("without faults the bill is what every answer said, to the token", async () => {
  const settled = { calls: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  await Promise.all(
    makePerfumes(100).map(async (perfume, index) => {
      const outcome = await callChat({
        model: model(),
        messages: prompt("French", { name: perfume.name, brand: perfume.brand }),
        maxOutputTokens: 1_000,
        ...(index % 2 === 0 && { onText: () => {} }),
      });
      if (outcome.kind !== "answered") throw new Error(JSON.stringify(outcome));
      settled.calls++;
      settled.inputTokens += outcome.usage.inputTokens;
      settled.cachedInputTokens += outcome.usage.cachedInputTokens;
      settled.outputTokens += outcome.usage.outputTokens;
    }),
  );
  expect((await bill()).total).toEqual(settled);
});
