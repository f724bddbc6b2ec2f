import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { checkLaunch } from "#lib/batches/launch/check-launch.ts";
import { advance } from "#lib/items/advance.ts";
import { progressOf } from "#lib/items/progress.ts";
import { promptOf } from "#lib/items/prompt-of.ts";
import { recipeOf } from "#lib/items/recipe.ts";
import { newId } from "#lib/new-id.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type Materials, makeMaterials } from "./batch-fixture.ts";

describeOnDatabase("a launch whose template reads a number", () => {
  let materials: Materials;

  async function materialsOf(values: string[]): Promise<void> {
    materials = await makeMaterials({
      providerUrl: "http://127.0.0.1:1",
      rows: values.length,
      valuesOf: (row) => ({ name: values[row - 1] ?? "" }),
      onMissing: "skip",
    });
    const inputs = [
      { name: "name", type: "number" as const, required: true, onMissing: "skip" as const, sample: "" },
    ];
    const [version] = await db()
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.id, materials.templateVersionId));
    if (!version) throw new Error("The template has no version.");
    materials.templateVersionId = newId();
    await db()
      .insert(templateVersions)
      .values({ ...version, id: materials.templateVersionId, number: 2, inputs });
  }
  beforeEach(() => materialsOf(["9.90", "¥1,299.00", "\u200b"]));

  test("goes ahead with numbers of any spelling", async () => {
    expect(await checkLaunch(materials)).toMatchObject({ ok: true });
  });

  test("is refused for a value that is none, with its row, column and text", async () => {
    await materialsOf(["9.90", "about 5", "12 kg"]);
    expect(await checkLaunch(materials)).toMatchObject({
      ok: false,
      refusal: { code: "rows_not_numbers", params: { rows: 2, row: 2, input: "name", value: "about 5" } },
    });
    expect(await checkLaunch({ ...materials, rowLimit: 1 })).toMatchObject({ ok: true });
  });

  test("fails an item that got past it with the same words", () => {
    const body = templateBodySchema.parse({
      sections: { instruction: "{{ price }}" },
      inputs: [{ name: "price", type: "number" }],
      outputs: [{ name: "title", type: "text" }],
    });
    const recipe = recipeOf(body, {}, { hasFallback: false, waitsOutOutages: true });
    const progress = progressOf({ values: { price: "12 kg" }, language: "en" });
    const prompt = promptOf(recipe, progress);
    if (prompt instanceof Promise || prompt.kind === "call") throw new Error("Nothing can be sent.");
    expect(advance(recipe, progress, { kind: "unrendered", prompt }, 0).command).toMatchObject({
      do: "end",
      ending: {
        state: "failed",
        failure: { code: "input_not_number", params: { input: "price", value: "12 kg" } },
      },
    });
  });
});
