import { matchFacts } from "#lib/checks/claims/match-facts.ts";
import { countTokens } from "#lib/models/count-tokens.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { parseOutput } from "#lib/templates/output.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { sideBySide } from "#lib/templates/side-by-side.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { above, report } from "./report.ts";

// How long the pure functions take for texts that are long or mean harm, against writing as many characters as JSON.
const ENDLESS = [
  "{% for i in (1..100000000) %}x{% endfor %}",
  "{% for i in (1..90000) %}{% for j in (1..90000) %}x{% endfor %}{% endfor %}",
  "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
  "{% for i in (1..9000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}",
  "{{ 'now' | date: '%999999999d' }}",
];
const LONG_TEXTS = {
  "small tags": "{{a}}".repeat(10_000),
  "a tag a line": "{{a}}\n".repeat(8_000),
  "one endless comparison": `{% if ${"a == a and ".repeat(4_400)} a %}{% endif %}`,
  "quotes that are not closed": `{{ ${'"'.repeat(49_000)} }}`,
};
const SIGNS = ["a", "字", "😀", "\n", "\ud83d"];

const ordinary = templateBodySchema.parse({
  sections: {
    role: "You write for {{ brand }}.",
    instruction: "Write in {{ language.name }}.{% if notes %} Notes: {{ notes | join: ', ' }}.{% endif %}",
    inputData: "{% for n in notes %}- {{ n }}\n{% endfor %}",
  },
  inputs: [{ name: "brand" }, { name: "notes", type: "list" }],
});
await time("200 rows of a prompt rendered", 400, async () => {
  for (let row = 0; row < 200; row++)
    await renderPrompt(ordinary, { brand: `b${row}`, notes: "rose; oud" }, "en");
});

for (const instruction of ENDLESS) {
  const endless = templateBodySchema.parse({ sections: { instruction }, inputs: [] });
  await time(`an endless template stopped: ${instruction.slice(0, 40)}`, 2_000, () =>
    renderPrompt(endless, {}, "en"),
  );
}

for (const [name, text] of Object.entries(LONG_TEXTS)) {
  const body = templateBodySchema.parse({ sections: { instruction: text } });
  await time(`50,000 characters of a template checked: ${name}`, 700, () => checkTemplate(body));
}

await time("a million braces refused as an output", 2_000, () =>
  parseOutput([{ name: "title", type: "text", description: "", required: true }], "{".repeat(1_000_000)),
);

for (const sign of SIGNS) {
  await time(`200,000 times ${JSON.stringify(sign)} counted in tokens`, 10_000, () =>
    countTokens(sign.repeat(200_000), "qwen-plus"),
  );
}

const row = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`c${i}`, `word${i}, note ${i}`]));
const texts = [{ path: "t", text: "word1 note 2 and 3 ml of nothing. ".repeat(200) }];
await time("the facts of a long row found in a long text", 100, () => matchFacts(row, texts));

await time("two lines of 40,000 characters laid side by side", 200, () =>
  sideBySide("a ".repeat(20_000), "b ".repeat(20_000)),
);
process.exit(0);

async function time(name: string, goalMs: number, work: () => unknown): Promise<void> {
  const workMs = await timed(work);
  const baselineMs = await timed(() => JSON.stringify("a ".repeat(500_000)));
  report({
    name,
    goal: `≤ ${goalMs} ms`,
    measured: `${workMs.toFixed(1)} ms`,
    baseline: `a million characters written as JSON (${baselineMs.toFixed(1)} ms)`,
    ratio: workMs / baselineMs,
    missedBy: above(workMs, goalMs, "ms"),
  });
}

async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
