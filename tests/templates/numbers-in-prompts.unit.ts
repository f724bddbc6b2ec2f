import { describe, expect, test } from "vitest";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

async function written(instruction: string, row: Record<string, string>, type = "number") {
  const inputs = Object.keys(row).map((name) => ({ name, type }));
  const body = templateBodySchema.parse({ sections: { instruction }, inputs } as never);
  const rendered = await renderPrompt(body, row, "en");
  return rendered.kind === "prompt" ? rendered.messages.at(-1)?.content : rendered;
}

describe("a number input", () => {
  test.each(["9.90", "1,299.00", "1.299,00", "¥12", "１２．５", "007", "1\u00a0299"])(
    "prints as it was written: %s",
    async (p) => expect(await written("{{ p }} {{ p | append: '!' }}", { p })).toBe(`${p} ${p}!`),
  );

  test.each([
    ["9.90", "> 9", "times: 2", "19.8"],
    ["1.0", "== 1", "plus: 1", "2"],
    ["1,299.00", "> 1298", "minus: 1000", "299"],
    ["1.299,00", "> 1298", "divided_by: 100", "12.99"],
    ["¥12", ">= 12", "modulo: 5", "2"],
    ["１２．５", "< 13", "round", "13"],
    ["007", "== 7", "at_least: 10", "10"],
    ["(5)", "< 0", "abs", "5"],
    ["12345678901234567890", "> 1", "plus: 1", "12345678901234567891"],
  ])("is compared and reckoned with whatever its spelling: %s", async (p, comparison, filter, result) => {
    const text = `{% if p ${comparison} %}yes{% else %}no{% endif %} {{ p | ${filter} }}`;
    expect(await written(text, { p })).toBe(`yes ${result}`);
  });

  test("is one in case, ranges, JSON and comparisons of two", async () => {
    const row = { p: "9.90", q: "10.50", n: "3.0" };
    expect(await written("{% case p %}{% when 9.9 %}same{% endcase %}", { p: "9.90" })).toBe("same");
    expect(await written("{% if p < q %}less{% endif %}{% for i in (1..n) %}{{ i }}{% endfor %}", row)).toBe(
      "less123",
    );
    expect(
      await written("{% assign a = p %}{% if a < q %}{{ a | json }}{% endif %}{{ n | json }}", row),
    ).toBe("9.93");
  });

  // What other prompt tools were reported for: https://github.com/Helicone/helicone/pull/5714,
  // https://github.com/langgenius/dify/issues/3095
  test("is printed when it is nought, and equals the text of the same number", async () => {
    expect(await written("You have {{ p }} messages", { p: "0" })).toBe("You have 0 messages");
    for (const p of ["5", "5.0", "５"])
      expect(await written("{% if p == '5' and p == 5 %}same{% endif %}", { p })).toBe("same");
    expect(await written("{% case p %}{% when '5' %}same{% endcase %}", { p: "5" })).toBe("same");
    expect(await written("{% if p != '5' %}other{% endif %}", { p: "5.01" })).toBe("other");
  });

  test("hides nothing behind it", async () => {
    for (const text of ["{{ p.constructor }}", "{{ p.valueOf }}", "{{ p['__proto__'] }}"])
      expect(await written(text, { p: "9.90" })).toMatchObject({ kind: "broken" });
  });

  test.each(["12 kg", "30%", "n/a", "10-12"])("that holds none is told with its value: %s", async (p) => {
    expect(await written("{{ p }}", { p })).toEqual({
      kind: "unreadable",
      input: "p",
      value: p,
      needs: "number",
    });
  });
});

describe("reckoning", () => {
  test.each([
    ["{{ 0.1 | plus: 0.2 }}", "0.3"],
    ["{{ 1.1 | times: 3 }}", "3.3"],
    ["{{ 10 | divided_by: 4 }}", "2.5"],
    ["{{ 1 | divided_by: 3 }}", "0.333333333333"],
    ["{{ 7 | divided_by: 2, true }}", "3"],
    ["{{ -7 | modulo: 3 }}", "2"],
    ["{{ 2.5 | round }}{{ -2.5 | round }}{{ 1.005 | round: 2 }}", "3-31.01"],
    ["{{ 1.2 | ceil }}{{ -1.2 | ceil }}{{ -1.2 | floor }}", "2-1-2"],
    ["{{ '1,5' | times: 2 }}", "3"],
    ["{{ 0.0000001 | times: 1 }}", "0.0000001"],
    ["{{ '¥1;¥2.5' | split: ';' | sum }}", "3.5"],
  ])("is exact: %s", async (text, result) => expect(await written(text, { p: "1" })).toBe(result));

  test.each(["{{ p | divided_by: 0 }}", "{{ p | modulo: 0 }}", "{{ p | divided_by: '0.00' }}"])(
    "by zero is a problem and not Infinity: %s",
    async (text) =>
      expect(await written(text, { p: "1" })).toMatchObject({
        problem: { code: "template_division_by_zero" },
      }),
  );

  test.each([
    "{{ 'abc' | plus: 1 }}",
    "{{ 1 | times: 'x' }}",
    "{{ 'a;b' | split: ';' | sum }}",
    "{{ '' | plus: 1 }}",
  ])("with what is no number is a problem and not 0: %s", async (text) =>
    expect(await written(text, { p: "1" })).toMatchObject({ problem: { code: "template_number_expected" } }),
  );

  test("leaves a blank that an author chose blank", async () => {
    const body = templateBodySchema.parse({
      sections: { instruction: "[{{ p | times: 2 }}]" },
      inputs: [{ name: "p", type: "number", onMissing: "default", default: "" }],
    });
    expect(await renderPrompt(body, {}, "en")).toMatchObject({ messages: [{ content: "[]" }] });
  });
});

describe("a date keeps the day of its zone", () => {
  test.each([
    ["2026-01-31T23:30:00-05:00", "2026-01-31 23:30"],
    ["2026-01-31T00:30:00+08:00", "2026-01-31 00:30"],
    ["2026-01-31T00:30:00+0800", "2026-01-31 00:30"],
    ["2026-01-31T23:30:00Z", "2026-01-31 23:30"],
    ["2026-01-31T23:30:00z", "2026-01-31 23:30"],
    ["2026-01-31", "2026-01-31 00:00"],
    ["2026/1/31", "2026-01-31 00:00"],
    ["20260131", "2026-01-31 00:00"],
    ["2026年1月31日", "2026-01-31 00:00"],
    ["2026.01.31 23:30", "2026-01-31 23:30"],
    ["2026-01-31 23:30:00 GMT", "2026-01-31 23:30"],
    ["2026-01-31T23:30:00.123+05:30", "2026-01-31 23:30"],
  ])("%s", async (day, shown) => {
    expect(await written("{{ d | date: '%Y-%m-%d %H:%M' }}", { d: day }, "text")).toBe(shown);
  });

  // https://github.com/harttle/liquidjs/issues/604 and 931
  test("and its clock and moment, summer or winter", async () => {
    const before = process.env.TZ;
    process.env.TZ = "America/New_York";
    const d = "2023-01-05T12:00:00Z";
    expect(await written("{{ d | date: '%H:%M %s' }}", { d }, "text")).toBe("12:00 1672920000");
    process.env.TZ = before;
  });

  test("on a machine of any zone", async () => {
    const before = process.env.TZ;
    for (const zone of ["America/Los_Angeles", "Asia/Shanghai", "Pacific/Kiritimati"]) {
      process.env.TZ = zone;
      for (const d of ["2026-01-31", "2026-01-31 23:30", "2026-01-31T01:00:00+14:00"])
        expect(await written("{{ d | date: '%Y-%m-%d' }}", { d }, "text")).toBe("2026-01-31");
    }
    process.env.TZ = before;
  });
});
