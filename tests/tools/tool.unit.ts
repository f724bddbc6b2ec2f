import { describe, expect, test } from "vitest";
import { checkTool, withPlaceholders } from "#lib/tools/check-tool.ts";
import { fieldsOfResult, LONGEST_RESULT, readAnswer } from "#lib/tools/read-answer.ts";
import { inputSchemaSchema } from "#lib/tools/tool.ts";
import { ToolGate } from "#lib/tools/tool-gate.ts";
import { maskedUrl, ToolConfidence, withoutMasks } from "#lib/tools/tool-secrets.ts";
import { fitInputs, writeRequest } from "#lib/tools/write-request.ts";

const schemaOf = (properties: Record<string, unknown>, required: string[] = []) =>
  inputSchemaSchema.parse({ type: "object", properties, required });

describe("what a tool is sent", () => {
  const url = "https://pim.example/p/{sku}?lang={lang}";

  test("stands encoded where its URL asks for it, and cannot lead elsewhere", () => {
    const sent = writeRequest({ method: "GET", url }, { sku: "a/../b?x=1#y", lang: "zh CN", size: 4 });
    expect(sent).toEqual({
      method: "GET",
      url: "https://pim.example/p/a%2F..%2Fb%3Fx%3D1%23y?lang=zh%20CN&size=4",
      body: null,
    });
    const inputSchema = schemaOf({ sku: { type: "string" } });
    for (const sku of ["..", " . "])
      expect(fitInputs({ inputSchema, url }, { sku })).toMatchObject({ ok: false, problem: "unfit" });
  });

  test("goes into a JSON body where it does not stand in the URL, with numbers and yes or no as such", () => {
    const inputSchema = schemaOf({
      sku: { type: "string" },
      stock: { type: "integer" },
      price: { type: "number" },
      isNew: { type: "boolean" },
    });
    const fitted = fitInputs(
      { inputSchema, url },
      { sku: "A", stock: " 7", price: "12.50", isNew: "否", other: "x" },
    );
    expect(fitted).toEqual({ ok: true, inputs: { sku: "A", stock: 7, price: 12.5, isNew: false } });
    if (!fitted.ok) return;
    expect(writeRequest({ method: "POST", url: "https://pim.example/{sku}" }, fitted.inputs)).toEqual({
      method: "POST",
      url: "https://pim.example/A",
      body: '{"stock":7,"price":12.5,"isNew":false}',
    });
  });

  test("is refused by its input where it is missing or does not fit", () => {
    const inputSchema = schemaOf(
      {
        sku: { type: "string", maxLength: 3 },
        tax: { type: "number", minimum: 0 },
        size: { enum: ["S", "M"], type: "string" },
      },
      ["sku"],
    );
    const fitting = (texts: Record<string, string>) => fitInputs({ inputSchema, url }, texts);
    expect(fitting({ sku: "  " })).toMatchObject({ ok: false, input: "sku", problem: "missing" });
    expect(fitting({ sku: "1234" })).toMatchObject({ input: "sku", problem: "unfit" });
    expect(fitting({ sku: "1", tax: "-1" })).toMatchObject({ input: "tax", problem: "unfit" });
    expect(fitting({ sku: "1", tax: "a lot" })).toMatchObject({ input: "tax", problem: "unfit" });
    expect(fitting({ sku: "1", size: "XL" })).toMatchObject({ input: "size", problem: "unfit" });
    expect(fitting({ sku: "1" })).toEqual({ ok: true, inputs: { sku: "1" } });
  });
});

describe("a tool is checked as it is saved", () => {
  const problems = (url: string, headers = {}, leave = false) =>
    checkTool({ url, headers }, schemaOf({ sku: { type: "string" } }), leave).map(({ path, code }) => [
      path,
      code,
    ]);

  test("its address goes to a public host that no input decides", () => {
    expect(problems("https://pim.example/{sku}")).toEqual([]);
    expect(problems("https://127.0.0.1/x")).toEqual([["url", "private_address"]]);
    expect(problems("http://169.254.169.254/latest/meta-data")).toEqual([["url", "private_address"]]);
    expect(problems("http://127.0.0.1/x", {}, true)).toEqual([]);
    expect(problems("https://{sku}.example/")).toEqual([["url", "tool_placeholder_in_host"]]);
    expect(problems("https://pim.example/{ean}")).toEqual([["url", "tool_placeholder_unknown"]]);
    expect(problems("file:///etc/passwd")).toEqual([["url", "url_scheme"]]);
    expect(problems("https://me:secret@pim.example/")).toEqual([["url", "url_credentials"]]);
  });

  test("its headers are none that the request says itself, and none that break out of their line", () => {
    expect(problems("https://pim.example/", { Authorization: "Bearer 12345678" })).toEqual([]);
    for (const [name, value] of [
      ["Host", "x"],
      ["X-Key", "a\r\nX-Other: b"],
      ["bad name", "x"],
    ] as const)
      expect(problems("https://pim.example/", { [name]: value })).toEqual([
        [`headers.${name}`, "header_not_allowed"],
      ]);
  });

  test("what stands in its address is needed", () => {
    expect(
      withPlaceholders(schemaOf({ sku: { type: "string" } }), "https://a.example/{sku}").required,
    ).toEqual(["sku"]);
  });
});

describe("a tool's answer", () => {
  test("is read at a JSON pointer, or at names with dots", () => {
    const text = '{"data":{"items":[{"a/b":1,"price":"9"}]}}';
    expect(readAnswer(text, "/data/items/0/a~1b")).toEqual({ ok: true, value: 1 });
    for (const path of ["data.items.0.price", "$.data.items[0].price"])
      expect(readAnswer(text, path)).toEqual({ ok: true, value: "9" });
    expect(readAnswer(text, "data.nothing")).toEqual({ ok: false, code: "tool_result_missing" });
    expect(readAnswer(text, "data.constructor")).toEqual({ ok: false, code: "tool_result_missing" });
    expect(readAnswer("<html>", "data")).toEqual({ ok: false, code: "tool_answer_unreadable" });
  });

  test("keeps the digits of its numbers as they were written", () => {
    const read = readAnswer('{"price":12.50,"ean":12345678901234567890,"stock":3}', null);
    expect(read).toEqual({ ok: true, value: { price: "12.50", ean: "12345678901234567890", stock: 3 } });
  });

  test("gives the fields of an object, else a result; an empty one gives nothing", () => {
    expect(fieldsOfResult({ price: 1 })).toEqual({ price: 1 });
    expect(fieldsOfResult(["a"])).toEqual({ result: ["a"] });
    expect(readAnswer("plain words", null)).toEqual({ ok: true, value: "plain words" });
    expect(readAnswer("", null)).toEqual({ ok: true, value: null });
  });

  test("that is hostile is mended or refused, and stops nothing", () => {
    expect(readAnswer('{"a":"x\\u0000y\\ud800"}', null)).toEqual({ ok: true, value: { a: "xy\ufffd" } });
    expect(readAnswer("[".repeat(50_000) + "]".repeat(50_000), null)).toMatchObject({ ok: false });
    expect(readAnswer(JSON.stringify("x".repeat(LONGEST_RESULT)), null)).toEqual({
      ok: false,
      code: "tool_result_too_large",
    });
    const read = readAnswer('{"__proto__":{"isAdmin":true},"a":1}', null);
    expect(read.ok && (read.value as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe("a tool's secrets", () => {
  const reach = {
    url: "https://pim.example/p/{sku}?key=s3cr3t-value-123456&lang={lang}",
    headers: { Authorization: "Bearer abcdef0123456789abcdef" },
  };

  test("are masked in its address, but for what is filled in", () => {
    expect(maskedUrl(reach.url)).toMatch(/^https:\/\/pim\.example\/p\/\{sku\}\?key=••••\w*&lang=\{lang\}$/);
  });

  test("stay where they come back as their masks", () => {
    const shown = { url: maskedUrl(reach.url), headers: { Authorization: "••••cdef" } };
    const { reach: back, restored } = withoutMasks({ ...shown, url: `${shown.url}&new=1` }, reach);
    expect(back.url).toBe(`${reach.url}&new=1`);
    expect(restored).toContain("url");
  });

  test("are kept out of whatever the tool says again, whole or encoded", () => {
    const confidence = new ToolConfidence(reach);
    const echoed = {
      headers: { auth: reach.headers.Authorization },
      list: [`key was ${encodeURIComponent("s3cr3t-value-123456")}`],
      base64: Buffer.from("abcdef0123456789abcdef").toString("base64"),
    };
    const shown = JSON.stringify(confidence.value(echoed));
    for (const secret of [
      "abcdef0123456789",
      "s3cr3t-value",
      Buffer.from("abcdef0123456789").toString("base64").slice(0, 16),
    ])
      expect(shown).not.toContain(secret);
    expect(confidence.text(`denied for ${reach.headers.Authorization}`)).not.toContain("abcdef0123456789");
  });
});

describe("the gate to a tool", () => {
  const never = new AbortController().signal;

  test("lets few through at a time, the next as one comes back", async () => {
    const gate = new ToolGate();
    const inside = await Promise.all(Array.from({ length: 16 }, () => gate.enter(never)));
    let isIn = false;
    const next = gate.enter(never).then((leave) => {
      isIn = true;
      return leave;
    });
    await Promise.resolve();
    expect(isIn).toBe(false);
    inside[0]?.();
    expect(await next).not.toBeNull();
  });

  test("lets nobody through who has to leave, and keeps no place for them", async () => {
    const gate = new ToolGate();
    const inside = await Promise.all(Array.from({ length: 16 }, () => gate.enter(never)));
    const leaving = new AbortController();
    const waiting = gate.enter(leaving.signal);
    leaving.abort();
    expect(await waiting).toBeNull();
    inside[0]?.();
    expect(await gate.enter(never)).not.toBeNull();
  });

  test("is shut for as long as the tool asks, and longer each time in a row", () => {
    const gate = new ToolGate();
    gate.hold(0, performance.now());
    expect(gate.heldForMs).toBeGreaterThan(500);
    expect(gate.heldForMs).toBeLessThanOrEqual(1_000);
    // Those that were under way when it said so first count no second time.
    gate.hold(0, performance.now() - 10);
    expect(gate.heldForMs).toBeLessThanOrEqual(1_000);
    gate.hold(30_000, performance.now() + 2_000);
    expect(gate.heldForMs).toBeGreaterThan(29_000);
  });
});
