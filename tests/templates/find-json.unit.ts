import { describe, expect, test } from "vitest";
import { parseOutput } from "#lib/templates/output.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";

const outputs = ["title", "description"].map((name) => outputFieldSchema.parse({ name, type: "text" }));
const answer = { title: "Fig", description: "Warm." };
const json = JSON.stringify(answer);
const draft = '{"title":"DRAFT","description":"DRAFT"}';

function read(text: string): unknown {
  const parsed = parseOutput(outputs, text);
  return parsed.ok ? parsed.output : parsed.misfits.map(({ code }) => code);
}

describe("the answer is what follows the reasoning", () => {
  test.each([
    `<think>\nFirst: ${draft} too dull.\n</think>\n\n${json}`,
    `First: ${draft} too dull.\n</think>\n\n${json}`,
    `<thinking>${draft}</thinking>${json}`,
    `<reasoning type="draft">${draft}</reasoning>\n\`\`\`json\n${json}\n\`\`\``,
    `<Reflection>${draft}</Reflection> ${json}`,
    `<seed:think>${draft}</seed:think>${json}`,
    `[THINK]${draft}[/THINK]${json}`,
    `◁think▷${draft}◁/think▷${json}`,
    `<|begin_of_thought|>${draft}<|end_of_thought|>${json}`,
    `<|channel|>analysis<|message|>${draft}<|end|><|start|>assistant<|channel|>final<|message|>${json}`,
    `<think>a <think> in one {"title": "is nested</think> ${draft} </think>${json}`,
    `<think>one <think> alone ${draft}</think>${json}`,
    `<think>it starts {"title":"DRAFT </think>${json}`,
  ])("%j", (text) => expect(read(text)).toEqual(answer));

  test.each([
    `${json}\n<reflection>${draft} would be worse.</reflection>`,
    `${json}\n<think>Was ${draft} better?`,
    `<think>a</think>${json}<think>${draft}</think>`,
  ])("or what came before reasoning that looks back: %j", (text) => expect(read(text)).toEqual(answer));

  test("and tags inside its texts are its own", () => {
    const title = "Use </think> and <think> and [THINK]";
    expect(read(JSON.stringify({ ...answer, title }))).toEqual({ ...answer, title });
    expect(read(`\`\`\`\n${JSON.stringify({ ...answer, title })}\n\`\`\``)).toEqual({ ...answer, title });
  });

  test.each([
    [`<think>Perhaps ${draft}`, "output_cut_off"],
    [`<think>Perhaps ${draft}</think>`, "output_not_json"],
    [`Perhaps ${draft}</think>I cannot say.`, "output_not_json"],
  ])("and never the reasoning itself: %j", (text, code) => expect(read(text)).toEqual([code]));
});

describe("the answer is the last object with the fields", () => {
  test.each([
    `Example: ${draft}\n\nFinal answer:\n${json}`,
    `\`\`\`json\n${draft}\n\`\`\`\nBetter:\n\`\`\`json\n${json}\n\`\`\`\nHope it helps!`,
    `${draft}${json}`,
    `${json}\n{"note":"It has 3 characters."}`,
    `{"plan":["title","description"]}\n${json}`,
    `As in [1] and [{x}], {braces} are {"not": JSON}. ${json} [2]`,
    `{"title":"He said "no"","description":"x"}\n${json}`,
  ])("%j", (text) => expect(read(text)).toEqual(answer));

  test("even where a draft would fit and it does not", () => {
    expect(read(`${draft}\nFinal: {"title":"","description":"Warm."}`)).toEqual(["output_blank"]);
  });

  test("and no draft where it was cut off", () => {
    expect(read(`Example: ${draft}\nFinal answer: {"title":"Fig","descr`)).toEqual(["output_cut_off"]);
    expect(read(`${draft}\n{"title":"Fig","description":"Warm.",`)).toEqual(["output_cut_off"]);
  });
});

describe("an example or a draft is not the answer, wherever it stands", () => {
  const fenced = (text: string) => `\`\`\`json\n${text}\n\`\`\``;

  test.each([
    `${json}\n\nFor example, another scent could be: ${draft}`,
    `Here is the JSON:\n${fenced(json)}\n\nAn alternative would be:\n${fenced(draft)}`,
    `Final answer: ${json}\n\nExample:\nInput: rose\nOutput:\n${draft}`,
    `Output: ${json}\n\nInput: rose\nOutput: ${draft}`,
    `**Answer**\n${fenced(json)}\n\nNote: answers such as ${fenced(draft)}\nare not specific.`,
    `答案如下：\n${json}\n\n例如，另一款可以写成：\n${draft}`,
    `最终输出：${json}\n（以下仅为示例）\n${draft}`,
    `${json}\n\n${draft} is just an example of the wording.`,
    `Here is the answer: ${json}\n\nBetter not: something like ${draft}`,
    `${fenced(json)}\nI kept the title short, unlike ${draft}.`,
    `Following your example, here is the answer: ${json}\nFor instance, ${draft}`,
    `For instance, ${draft} would fit.\nHere is the answer in the requested format: ${json}`,
    `草稿：${draft}\n按照示例，结果是：${json}`,
    `First draft: ${draft}\nToo dull. Let me revise:\n${json}`,
    `Answer: ${draft}\nWait, the title is dull. Corrected:\n${json}\nFor example, ${draft}`,
    `Here is the JSON: ${draft} too dull.\n${json}`,
    `Final draft: ${json}\nAn earlier attempt: ${draft}`,
  ])("%j", (text) => expect(read(text)).toEqual(answer));

  test("even where it alone has all fields", () => {
    expect(read(`Answer: {"title":"Fig"}\nFor example: ${draft}`)).toEqual(["output_missing"]);
  });

  test("but where nothing else is there, an object is the answer whatever it is called", () => {
    expect(read(`Here is an example of such a text: ${json}\nIt has {"title": 3} characters.`)).toEqual(
      answer,
    );
  });

  test("and one that fits comes before one that does not", () => {
    expect(read(`Output: ${json}\n{"title":"","description":"Warm."}`)).toEqual(answer);
    expect(read(`Output: {"title":"","description":"Warm."}\n${json}`)).toEqual(answer);
  });
});

test.each([
  ["beginnings of objects", '{"'],
  ["objects in objects", '{"a":'],
  ["lists in lists", '{"a":[['],
  ["objects in lists", "[{"],
  ["escapes", '{"\\'],
  ["opening tags", "<think>"],
  ["closing tags", "</think>"],
  ["beginnings of tags", "<think "],
  ["small objects", "{} "],
  ["broken objects", '{"a" '],
  ["texts in tags", '<think>{"a":"'],
])("a million characters of %s are looked at in bounded work", (_, part) => {
  const startedAt = performance.now();
  expect(parseOutput(outputs, part.repeat(1_000_000 / part.length)).ok).toBe(false);
  // Takes minutes where work grows with the square of the length.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
