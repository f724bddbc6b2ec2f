import { describe, expect, test } from "vitest";
import { MAX_FAILURES } from "#lib/items/advance.ts";
import { LONGEST_RESULT } from "#lib/items/longest-result.ts";
import { carriedOf, stepsEndedSince } from "#lib/items/progress.ts";
import { type Recipe, recipeOf } from "#lib/items/recipe.ts";
import { MOST_CALLS_AT_ONCE, MOST_OF_RESULTS } from "#lib/items/tool-rounds.ts";
import { workOf } from "#lib/items/work-of.ts";
import type { WorkOutcome } from "#lib/items/work-outcome.ts";
import type { AnsweredCall, FunctionCall } from "#lib/models/endpoints/call-outcome.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { answered, PlayedItem } from "./play-item.ts";

const toolId = "0b1e2f30-0000-7000-8000-000000000001";

function recipe(limit = 3, parameters?: { maxOutputTokens: number }): Recipe {
  const body = templateBodySchema.parse({
    inputs: [{ name: "name" }],
    steps: [
      {
        name: "copy",
        sections: { instruction: "Write of {{ name }}." },
        outputs: [{ name: "title", type: "text", maxLength: 20 }],
        ...(parameters && { parameters }),
        tools: {
          limit,
          offered: [
            {
              kind: "http",
              toolId,
              name: "库存 Stock",
              purpose: "Stock of a SKU.",
              inputSchema: {
                properties: {
                  sku: { type: "string" },
                  仓库: { type: "string", description: "Where it lies" },
                  most: { type: "integer", enum: [1, 2] },
                },
                required: ["sku"],
              },
            },
            { kind: "look-up", by: "key" },
            { kind: "look-up", by: "attributes.品牌", limit: 2 },
          ],
        },
      },
    ],
  });
  return recipeOf(body, {}, { hasFallback: false, waitsOutOutages: true });
}

const called = (
  calls: (Partial<FunctionCall> & { name: string })[],
  more: Partial<AnsweredCall> = {},
): AnsweredCall =>
  answered("", {
    calls: calls.map((call, at) => ({ id: `c${at}`, arguments: '{"sku":"A-1"}', ...call })),
    finishReason: "other",
    ...more,
  });
const stock = (more: Partial<FunctionCall> = {}) => ({ name: "Stock", ...more });
const found: WorkOutcome = { kind: "done", value: { stock: 12 } };
const writes = answered('{"title":"Fig, 12 left"}');

function played(of: Recipe, works: WorkOutcome[], ...script: AnsweredCall[]): PlayedItem {
  const item = new PlayedItem(of);
  item.works.push(...works);
  return item.play(...script);
}

const resultsOf = (item: PlayedItem) =>
  item.calls.at(-1)?.messages.flatMap(({ calls = [] }) => calls.map(({ result }) => result)) ?? [];

describe("a model that may call tools", () => {
  test("is offered them by names that providers take, with what each takes", () => {
    const { functions } = played(recipe(), [], writes).calls[0] ?? {};
    expect(functions).toEqual([
      {
        name: "Stock",
        description: "库存 Stock. Stock of a SKU.",
        parameters: {
          type: "object",
          properties: {
            sku: { type: "string" },
            input: { type: "string", description: "仓库: Where it lies" },
            most: { type: "integer", description: "one of 1, 2" },
          },
          required: ["sku"],
        },
      },
      expect.objectContaining({ name: "look_up_product" }),
      expect.objectContaining({ name: "find_products_by", description: expect.stringContaining("品牌") }),
    ]);
  });

  test("is told what a tool said and asked again; each of its calls is one of the item", () => {
    const item = played(recipe(), [found], called([stock()], { reasoning: "I lack the stock." }), writes);
    expect(item.worked).toBe(1);
    expect(item.calls.map(({ call, purpose }) => ({ call, purpose }))).toEqual([
      { call: 0, purpose: "generate" },
      { call: 1, purpose: "generate" },
    ]);
    expect(item.calls[1]?.messages).toEqual([
      { role: "user", content: "Write of Fig." },
      {
        role: "assistant",
        content: "",
        reasoning: "I lack the stock.",
        calls: [{ id: "c0", name: "Stock", arguments: '{"sku":"A-1"}', result: '{"stock":12}' }],
      },
    ]);
    expect(item.progress).toMatchObject({ attempts: 2, cost: "0.02", rounds: [] });
    expect(item.command).toMatchObject({ ending: { state: "succeeded", output: { title: "Fig, 12 left" } } });
  });

  test("asks for several at once, which is one time; what it may call is work as of a step", async () => {
    const item = new PlayedItem(recipe(1));
    item.play(
      called([
        stock({ arguments: '{"sku":"A-1","input":"北京","most":2}' }),
        stock({ arguments: '{"sku":"A-2"}' }),
        { name: "look_up_product", arguments: '{"key":"P-9"}' },
        { name: "find_products_by", arguments: '{"value":"Acme"}' },
      ]),
    );
    const works: unknown[] = [];
    while (item.command.do === "work") {
      works.push(await workOf(item.recipe, item.progress));
      item.happen({ kind: "worked", outcome: found });
    }
    expect(works).toEqual([
      { kind: "work", work: { kind: "http", toolId, inputs: { sku: "A-1", 仓库: "北京", most: "2" } } },
      { kind: "work", work: { kind: "http", toolId, inputs: { sku: "A-2" } } },
      { kind: "work", work: { kind: "look-up", by: "key", query: "P-9", limit: 5, except: "" } },
      { kind: "work", work: { kind: "look-up", by: "attributes.品牌", query: "Acme", limit: 2, except: "" } },
    ]);
    expect(item.command.do).toBe("call");
    expect(item.play(writes).command).toMatchObject({ ending: { state: "succeeded" } });
  });

  test("fails clearly where it asks more often than it may; at the last it is told so", () => {
    const item = played(recipe(2), [found, found], ...[0, 1, 2].map(() => called([stock()])));
    expect(item.calls).toHaveLength(3);
    expect(resultsOf(item)).toEqual(['{"stock":12}', expect.stringMatching(/^\{"stock":12\}\n\n\[No more/)]);
    expect(item.command).toMatchObject({
      ending: {
        state: "failed",
        misfits: false,
        failure: { code: "tool_limit_reached", params: { limit: 2, tools: "Stock" } },
      },
    });
  });

  test.each([
    ["a name that is none of them", { name: "weather" }, /no tool \\"weather\\".*Stock, look_up_product/],
    ["what is no JSON", stock({ arguments: '{"sku": A-1' }), /not a JSON object/],
    ["JSON that is no object", stock({ arguments: '["A-1"]' }), /not a JSON object/],
    ["an input that it lacks", stock({ arguments: "{}" }), /sku: missing/],
    ["an input of another kind", stock({ arguments: '{"sku":{"id":1}}' }), /sku: must be a text/],
    [
      "a value that is not allowed",
      stock({ arguments: '{"sku":"A","most":3}' }),
      /most: \\"3\\" does not fit/,
    ],
  ])("is told of %s, which counts as a time it asked", (_, call, error) => {
    const item = played(recipe(1), [], called([call]), writes);
    expect(item.worked).toBe(0);
    expect(resultsOf(item)[0]).toMatch(error);
    expect(played(recipe(1), [], called([call]), called([call])).command).toMatchObject({
      ending: { state: "failed", failure: { code: "tool_limit_reached" } },
    });
  });

  test.each([
    ["no arguments at all", { name: "look_up_product", arguments: "" }, /key: missing/],
    ["null", { name: "look_up_product", arguments: "null" }, /key: missing/],
  ])("with %s is told what it left out", (_, call, error) => {
    expect(resultsOf(played(recipe(), [], called([call]), writes))[0]).toMatch(error);
  });

  test.each([
    ["in another case", { name: "stock" }],
    ["with its kind before it", { name: "functions.Stock" }],
    ["with a colon", { name: "default_api:Stock" }],
    ["with JSON written as a text of JSON", { arguments: '"{\\"sku\\":\\"A-1\\"}"' }],
    ["with quotes astray behind it", { arguments: '{"sku":"A-1"}""' }],
    ["with a brace too many", { arguments: '{"sku":"A-1"}}' }],
    ["in a fence", { arguments: '```json\n{"sku":"A-1"}\n```' }],
    ["in single quotes", { arguments: "{'sku': 'A-1'}" }],
    ["wrapped once more", { arguments: '{"arguments":{"sku":"A-1"}}' }],
    ["with an input in another case", { arguments: '{"SKU":"A-1"}' }],
    ["with inputs that nobody asked for", { arguments: '{"sku":"A-1","why":"curious"}' }],
    ["with null for what it leaves out", { arguments: '{"sku":"A-1","most":null}' }],
  ])("is understood %s", async (_, more) => {
    const item = new PlayedItem(recipe()).play(called([stock(more)]));
    expect(item.command.do).toBe("work");
    expect(await workOf(item.recipe, item.progress)).toMatchObject({
      work: { kind: "http", inputs: { sku: "A-1" } },
    });
  });

  test("keeps the digits of numbers that name something", async () => {
    const item = new PlayedItem(recipe()).play(
      called([stock({ arguments: '{"sku":12345678901234567890}' })]),
    );
    expect(await workOf(item.recipe, item.progress)).toMatchObject({
      work: { inputs: { sku: "12345678901234567890" } },
    });
  });

  test("gets ids of its own where it gave none, or one twice", () => {
    const calls = ["same", "same", "", "with space"].map((id) => stock({ id }));
    const again = called([stock({ id: "same" })]);
    const item = played(recipe(), Array(5).fill(found), called(calls), again, writes);
    const ids = item.calls.at(-1)?.messages.flatMap(({ calls: made = [] }) => made.map(({ id }) => id)) ?? [];
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
    expect(ids.every((id) => /^[A-Za-z0-9_-]{1,64}$/.test(id))).toBe(true);
  });

  test("is sent back only JSON for its arguments, whatever it wrote", () => {
    const item = played(recipe(), [], called([stock({ arguments: "sku=A-1" })]), writes);
    expect(item.calls[1]?.messages[1]?.calls?.[0]?.arguments).toBe("{}");
  });

  test("has no more than so many calls made at once", () => {
    const many = Array.from({ length: MOST_CALLS_AT_ONCE + 2 }, (_, at) => stock({ id: `m${at}` }));
    const item = played(recipe(), Array(20).fill(found), called(many), writes);
    expect(item.worked).toBe(MOST_CALLS_AT_ONCE);
    expect(resultsOf(item).filter((result) => /At most/.test(result))).toHaveLength(2);
  });

  test("is told no more of a long result than fits, nor of all of them together", () => {
    const long: WorkOutcome = { kind: "done", value: { result: "x".repeat(LONGEST_RESULT * 2) } };
    const rounds = Array.from({ length: 3 }, () =>
      called(Array.from({ length: 3 }, () => stock({ id: "" }))),
    );
    const item = played(recipe(), Array(9).fill(long), ...rounds, writes);
    const lengths = resultsOf(item).map((result) => result.replace(/\n+\[.*$/s, "").length);
    expect(lengths[0]).toBe(LONGEST_RESULT);
    expect(lengths.at(-1)).toBe(0);
    expect(lengths.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(MOST_OF_RESULTS);
  });

  test("is told of a tool's refusal, and may ask otherwise", () => {
    const refused: WorkOutcome = {
      kind: "refused",
      failure: { code: "tool_refused", params: { tool: "Stock", reason: "http_404", detail: "No such SKU" } },
    };
    const item = played(recipe(), [refused, found], called([stock()]), called([stock()]), writes);
    expect(resultsOf(item)[0]).toBe(
      '{"error":"tool_refused; tool: Stock; reason: http_404; detail: No such SKU"}',
    );
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
  });

  test("waits for a tool that is not there, and fails where it never is; one that stands in the way pauses the run", () => {
    const failure = { code: "tool_unavailable", params: { tool: "Stock" } };
    const gone: WorkOutcome = { kind: "unavailable", failure };
    const item = played(recipe(), Array(MAX_FAILURES).fill(gone), called([stock()]));
    expect(item.waits).toHaveLength(MAX_FAILURES - 1);
    expect(item.command).toMatchObject({ ending: { state: "failed", failure } });
    const blocked: WorkOutcome = { kind: "blocked", failure: { code: "tool_archived" } };
    expect(played(recipe(), [blocked], called([stock()])).command).toMatchObject({ do: "pause" });
  });

  test("goes on where its worker was lost: what it asked, and was told, is not asked again", () => {
    const of = recipe();
    const before = new PlayedItem(of).play(
      called([stock(), stock({ id: "c1", arguments: '{"sku":"A-2"}' })]),
    );
    before.happen({ kind: "worked", outcome: found });
    const carried = JSON.parse(JSON.stringify(carriedOf(before.progress)));
    const later = new PlayedItem(of, { name: "Fig" }, carried);
    expect(later.command.do).toBe("work");
    later.works.push({ kind: "done", value: { stock: 7 } });
    later.play(writes);
    expect(resultsOf(later)).toEqual(['{"stock":12}', '{"stock":7}']);
    expect(later.progress).toMatchObject({ attempts: 2, cost: "0.02" });
  });

  test("whose answer broke off within a call is asked once more with more room", () => {
    const cut = called([stock({ arguments: '{"sku":"A' })], {
      finishReason: "length",
      limit: { tokens: 20, isMost: false },
    });
    const item = played(recipe(), [], cut, writes);
    expect(item.calls[1]?.terms.maxOutputTokens).toBeGreaterThan(20);
    expect(item.calls[1]?.messages).toHaveLength(1);
  });

  test("whose answer does not fit is asked to mend it behind what it was told, and may look again", () => {
    const item = played(
      recipe(),
      [found, found],
      called([stock()]),
      answered("Fig!"),
      called([stock()]),
      writes,
    );
    expect(item.calls.map(({ purpose }) => purpose)).toEqual(["generate", "generate", "repair", "generate"]);
    expect(item.calls[2]?.messages.map(({ role }) => role)).toEqual([
      ...["user", "assistant", "assistant", "user"],
    ]);
    expect(item.command).toMatchObject({ ending: { state: "succeeded", fits: "repaired" } });
  });

  test("gives back to another model nothing that only the first understands", () => {
    const of = { ...recipe(), hasFallback: true, waitsOutOutages: false };
    const item = new PlayedItem(of);
    item.works.push(found);
    item.play(called([stock({ extra: { google: { thoughtSignature: "s" } } })], { reasoning: "Hm" }));
    expect(item.progress.rounds[0]?.calls[0]?.extra).toEqual({ google: { thoughtSignature: "s" } });
    item.play({ kind: "unavailable", code: "http_503", outage: true }, writes);
    expect(item.calls.at(-1)).toMatchObject({ fallback: true });
    const [, told] = item.calls.at(-1)?.messages ?? [];
    expect(told).not.toHaveProperty("reasoning");
    expect(told?.calls?.[0]).not.toHaveProperty("extra");
  });

  test("that calls none costs what any other step does", () => {
    const of = recipe();
    const item = new PlayedItem(of);
    const before = item.progress;
    item.play(writes);
    expect(item.calls).toHaveLength(1);
    expect(carriedOf(before)).toEqual({ attempts: 0, cost: "0" });
    expect(stepsEndedSince(of, before, item.progress)).toEqual([]);
  });

  test("a step without tools takes what it calls as it always did", () => {
    const body = templateBodySchema.parse({
      sections: { instruction: "Write." },
      outputs: [{ name: "title", type: "text" }],
    });
    const of = recipeOf(body, {}, { hasFallback: false, waitsOutOutages: true });
    const item = played(of, [], { ...called([stock()]), text: '{"title":"Fig"}' });
    expect(item.calls[0]).not.toHaveProperty("functions");
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
  });
});
