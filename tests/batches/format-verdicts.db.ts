import { beforeAll, expect, onTestFinished, test } from "vitest";
import { viewItems } from "#lib/batches/view/view-items.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider } from "#tests/fixtures/provider.ts";
import { startScriptedBatches } from "#tests/fixtures/scripted-batches.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { launch, makeMaterials, operator, untilState, workHere } from "./batch-fixture.ts";

/** What row 1, 2… is answered with at first. */
const ANSWERS = ['{"title":"Fits"}', '{"title":"A comma too many",}', '{"name":"No title"}'];
const WHOLE = { kind: "format", field: null, spans: [] };
const VERDICTS = [
  { ...WHOLE, verdict: "pass", message: { code: "format_fits", params: {} } },
  { ...WHOLE, verdict: "pass", message: { code: "format_coerced" }, evidence: { coercions: [{}] } },
  { ...WHOLE, verdict: "warn", message: { code: "format_repaired", params: {} } },
];

describeOnDatabase("the format verdict of a batch's item", () => {
  beforeAll(() => {
    process.env.DATA_DIR = temporaryFolder();
    return workHere();
  });

  async function checksOf(id: string) {
    const viewed = await viewItems(operator, id, { limit: 50 });
    return viewed.ok ? viewed.value.items.map(({ checks }) => checks[0]) : [];
  }

  test("made in real time says how it came to fit, or that it does not", async () => {
    const misfit = ANSWERS.length + 1;
    const provider = await startProvider({
      behave: ({ prompt, isRepair }) => {
        const row = Number(/Perfume (\d+)/.exec(prompt)?.[1]);
        const text = isRepair ? ANSWERS[0] : ANSWERS[row - 1];
        return { do: "answer", text: row === misfit ? '{"name":"Never"}' : (text ?? "") };
      },
    });
    onTestFinished(() => provider.stop());
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: misfit }));
    await untilState(id, ["succeeded"]);
    expect(await checksOf(id)).toMatchObject([
      ...VERDICTS,
      { ...WHOLE, verdict: "block", field: "title", message: { params: { field: "title" } } },
    ]);
  });

  test("made in a provider's batch says the same, also where it was repaired outside of it", async () => {
    const provider = await startScriptedBatches({
      lines: (lines) =>
        lines.map((line, row) => {
          const result = JSON.parse(line);
          result.response.body.choices[0].message.content = ANSWERS[row];
          return JSON.stringify(result);
        }),
    });
    onTestFinished(() => provider.stop());
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: ANSWERS.length,
      batchDiscount: "0.5",
    });
    const id = await launch(materials, { mode: "provider-batch" });
    await untilState(id, ["succeeded"]);
    expect(await checksOf(id)).toMatchObject(VERDICTS);
  });
});
