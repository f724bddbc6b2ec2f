import { describe, expect, test } from "vitest";
import { KeptPartsCheck } from "#lib/checks/kept-parts/kept-parts-check.ts";
import { numbersOf } from "#lib/checks/kept-parts/numbers-of.ts";
import { placeholdersOf } from "#lib/checks/kept-parts/placeholders-of.ts";
import { tagsOf, unbalancedTag } from "#lib/checks/kept-parts/tags-of.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import { checkSpecsSchema } from "#lib/templates/check-spec.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { translationFigures } from "./translated/figures.ts";
import { labelledPairs, readGroups } from "./translated/pairs.ts";

const GOAL = 0.99;

describe("the labelled set of translations", () => {
  test("has at least three hundred pairs, and faults of every kind in every language", () => {
    const pairs = labelledPairs(readGroups());
    expect(pairs.length).toBeGreaterThanOrEqual(300);
    expect(translationFigures().filter(({ lost }) => lost === 0)).toEqual([]);
  });

  test("says nothing is lost of a text that is its own translation", () => {
    for (const group of readGroups())
      for (const text of [group.zh, group.en, group.de, group.ja])
        expect(faultsOf(text, text, "en")).toEqual([]);
  });

  test.each(["term", "placeholder", "tag", "number"] as const)(
    "what a %s is said of is right for 99 of 100 fields",
    (kind) => {
      const figures = translationFigures().filter((one) => one.kind === kind);
      const sum = (of: "right" | "fields") => figures.reduce((total, one) => total + one[of], 0);
      expect(figures.flatMap(({ wrong }) => wrong).slice(0, 40)).toEqual([]);
      expect(sum("right") / sum("fields")).toBeGreaterThanOrEqual(GOAL);
    },
  );
});

/** Codes and parts of what a translation has lost or been given. */
function faultsOf(
  source: string,
  text: string,
  language = "de",
  parts?: ("placeholders" | "tags" | "numbers")[],
) {
  const check = new KeptPartsCheck({
    severity: "block",
    pairs: [{ field: "text", column: "source" }],
    parts,
  });
  return runChecks([check], { source }, { text }, language).flatMap(({ verdict, message }) =>
    verdict === "pass" ? [] : [`${message.code} ${message.params.part}`],
  );
}

describe("a placeholder is known", () => {
  const keys = (text: string) => placeholdersOf(text).map(({ key }) => key);
  test.each([
    [
      "whatever the blanks in it",
      "{{  user.name|upcase }} {{user.name | upcase}}",
      ["{{user.name|upcase}}", "{{user.name|upcase}}"],
    ],
    ["with the mark before its braces", `\${a} #{b} %{c} {d}`, [`\${a}`, "#{b}", "%{c}", "{d}"]],
    ["by the order in which printf takes them", "%s of %d, %5.2f", ["%1$s", "%2$d", "%3$f"]],
    ["by its place where printf is told one", "%2$s %1$d", ["%2$s", "%1$d"]],
    ["between CJK letters, and before a unit", "共%d件 %ds", ["%1$d", "%2$d"]],
    [
      "by its argument in ICU, with what stands inside it",
      "{n, plural, one {{name} has #} other {{name} have #}}",
      ["{n,plural}", "{name}", "{name}"],
    ],
    ["in capitals", "%FIRST_NAME% __ORDER_ID__", ["%FIRST_NAME%", "__ORDER_ID__"]],
    ["as a statement of Liquid", "{%- if a -%}x{% endif %}", ["{%if a%}", "{%endif%}"]],
  ])("%s", (_what, text, expected) => {
    expect(keys(text)).toEqual(expected);
  });

  test.each([
    "50% discount",
    "100%coton",
    "20%discount",
    "sparen Sie 20 % der",
    "100% sure",
    "{ not one, I say }",
    "a } b {",
    "%",
    "5%de",
  ])("and prose is none: %s", (text) => {
    expect(keys(text)).toEqual([]);
  });

  test.each([
    ["a name that was translated", "{name}", "{Name des Kunden}", ["placeholder_missing {name}"]],
    ["another name", "{name}", "{nome}", ["placeholder_missing {name}", "placeholder_added {nome}"]],
    [
      "an order that printf would fill wrongly",
      "%s: %d",
      "%d: %s",
      ["placeholder_missing %s", "placeholder_missing %d", "placeholder_added %d", "placeholder_added %s"],
    ],
    ["nothing, where places say the order", "%s: %d", "%2$d: %1$s", []],
    ["nothing, where a language repeats a name", "{name}!", "{name}, {name}!", []],
    ["nothing, where the source has none and prose has braces", "A set", "Ein {Set}", []],
  ])("told: %s", (_what, source, text, expected) => {
    expect(faultsOf(source, text)).toEqual(expected);
  });
});

describe("a tag is known", () => {
  test("by its name, whatever its case, blanks and attributes", () => {
    const keys = tagsOf('<B class="x">a</B><br><br/><img src=a.png /><0>x</0><x id="7"/><a href=\'u\'>').map(
      ({ key }) => key,
    );
    expect(keys).toEqual(["<b>", "</b>", "<br/>", "<br/>", "<img/>", "<0>", "</0>", "<x 7/>", "<a>"]);
  });

  test.each(["5 < 6 and 7 > 6", "a <b and c> d", "<3", "< b>"])("and prose is none: %s", (text) => {
    expect(tagsOf(text)).toEqual([]);
  });

  test.each([
    ["one of two that are alike", "<b>a</b> <b>c</b>", "<b>a</b> c", ["tag_missing <b>", "tag_missing </b>"]],
    ["one that was put in", "a", "<i>a</i>", ["tag_added <i>", "tag_added </i>"]],
    ["one that closes another", "<b><i>a</i></b>", "<b><i>a</b></i>", ["tag_unbalanced </b>"]],
    ["nothing, in another order", "<b>a</b> <i>c</i>", "<i>c</i> <b>a</b>", []],
  ])("told: %s", (_what, source, text, expected) => {
    expect(faultsOf(source, text)).toEqual(expected);
  });

  test("as unbalanced only where it is", () => {
    expect(unbalancedTag(tagsOf("<p><br>a</p>"))).toBeNull();
    expect(unbalancedTag(tagsOf("</p><p>"))?.key).toBe("</p>");
    expect(unbalancedTag(tagsOf("<p>"))?.key).toBe("<p>");
  });
});

describe("a number is kept", () => {
  test.each([
    ["in the notation of its language", "1,234.5 kg", "1.234,5 kg"],
    ["in a larger unit", "1500 g", "1,5 kg"],
    ["in the unit's other name", "50ml", "50 Milliliter"],
    ["with a blank, or without", "30min", "30 Minuten"],
    ["in full width", "５０％", "50 %"],
    ["in ten thousands", "12万次", "120.000-mal"],
    ["as a word, where it is small", "3层", "dreilagig"],
    ["as a month by name", "2025年3月", "März 2025"],
    ["as what is taken off", "7折", "30 % Rabatt"],
    ["with thousands and decimals", "1,234,567.125 m", "1.234.567,125 m"],
    ["where it stands for a saying", "24/7 support", "rund um die Uhr"],
    ["as a fraction", "1/2 cup", "½ Tasse"],
    ["as what one of each is", "1日3錠", "täglich 3 Tabletten"],
  ])("%s", (_what, source, text) => {
    expect(faultsOf(source, text)).toEqual([]);
  });

  test.each([
    ["another amount", "50 ml", "55 ml", "50 ml"],
    ["another unit", "50 ml", "50 g", "50 ml"],
    ["a thousandth of millions", "1,200,000 km", "1.200 km", "1,200,000 km"],
    ["told in the notation of another language", "1200 kg", "1,200 kg", "1200 kg"],
    ["another place of the point", "1.5 kg", "15 kg", "1.5 kg"],
    ["left out", "12 V, 5 A", "12 V", "5"],
    ["a month told otherwise", "2025年3月", "April 2025", "3"],
  ])("and told where it is %s", (_what, source, text, part) => {
    expect(faultsOf(source, text)).toEqual([`number_missing ${part}`]);
  });

  test("as what is left of a price", () => {
    expect(faultsOf("20% off", "8 折", "zh-CN")).toEqual([]);
    expect(faultsOf("20% off", "7 折", "zh-CN")).toEqual(["number_missing 20%"]);
  });

  test("those of placeholders, tags, links and entities are none", () => {
    const text = '{0} %1$s <h2>a</h2> <a href="/p/77">b</a> https://example.com/9 &#39;';
    expect(
      faultsOf(text, text.replace("https://example.com/9", "https://example.com/8"), "de", ["numbers"]),
    ).toEqual([]);
  });

  test("a text of nothing but numbers is read in time", () => {
    const before = performance.now();
    expect(numbersOf("1,2 3/4 ".repeat(20_000)).length).toBeLessThanOrEqual(1_000);
    expect(faultsOf("{".repeat(5_000), "{n, plural, other {".repeat(500))).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe("what a translation keeps is asked of the field that translates a column", () => {
  const pairs = [{ field: "points", column: "source" }];
  const verdictsOf = (output: Record<string, unknown>, source: Record<string, string>) =>
    runChecks([new KeptPartsCheck({ severity: "block", pairs })], source, output, "de");

  test("of a list all together, each finding in the entry that it is in", () => {
    const source = { source: "{a} 5 kg {b}", other: "7 m" };
    const verdicts = verdictsOf({ points: ["{a}", "5 kg {c}"], title: "" }, source);
    expect(verdicts).toMatchObject([
      {
        verdict: "block",
        field: "points.0",
        spans: [],
        message: { code: "placeholder_missing", params: { part: "{b}" } },
      },
      {
        field: "points.1",
        spans: [{ from: 5, to: 8 }],
        message: { code: "placeholder_added", params: { part: "{c}" } },
      },
    ]);
  });

  test("and of nothing where the column or the field is empty", () => {
    expect(verdictsOf({ points: ["x"] }, {})).toMatchObject([
      { verdict: "pass", message: { code: "parts_kept" } },
    ]);
    expect(verdictsOf({ title: "x" }, { source: "5 kg" })).toMatchObject([{ verdict: "pass" }]);
  });

  test("a field that is not there is told before it is published", () => {
    const checks = [{ kind: "kept-parts" as const, pairs: [{ field: "headline", column: "name" }] }];
    const template = templateBodySchema.parse({
      sections: { instruction: "{{ name }}" },
      inputs: [{ name: "name" }],
      outputs: [{ name: "title", type: "text" }],
      checks,
    });
    expect(checkTemplate(template).map(({ code }) => code)).toEqual(["template_check_field_unknown"]);
    expect(checkSpecsSchema.safeParse([{ kind: "kept-parts", pairs: [] }]).success).toBe(false);
  });
});
