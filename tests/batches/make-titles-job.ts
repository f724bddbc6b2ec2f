import { made, post } from "#tests/fixtures/console.ts";
import type { TestProvider } from "#tests/fixtures/provider.ts";
import type { Console } from "#tests/fixtures/start-console.ts";

/** What a launch is made of. */
export interface TitlesJob {
  datasetId: string;
  templateId: string;
  templateVersionId: string;
  modelId: string;
}

/** Model, published template and dataset for titles of so many perfumes, all of one name. */
export async function makeTitlesJob(
  app: Console,
  { name, provider, rows }: { name: string; provider: TestProvider; rows: number },
): Promise<TitlesJob> {
  const { id: providerId } = await made<{ id: string }>(
    app.api(
      "/providers",
      post({ name, kind: "openai-compatible", baseUrl: provider.url, allowPrivateNetwork: true }),
    ),
  );
  const prices = { inputPerMTok: "1", outputPerMTok: "4", currency: "USD" };
  const model = await made<{ id: string }>(
    app.api("/models", post({ providerId, name, kind: "text", prices, limits: { concurrency: 4 } })),
  );
  const template = await made<{ id: string }>(
    app.api(
      "/templates",
      post({
        name,
        sections: { instruction: "Write a title for {{ name }}." },
        inputs: [{ name: "name", type: "text", required: true, onMissing: "skip" }],
        outputs: [{ name: "title", type: "text", maxLength: 60 }],
        languages: ["en"],
      }),
    ),
  );
  const { versionId } = await made<{ versionId: string }>(
    app.api(`/templates/${template.id}/publish`, post({})),
  );
  return {
    datasetId: await importPerfumes(app, name, rows),
    templateId: template.id,
    templateVersionId: versionId,
    modelId: model.id,
  };
}

async function importPerfumes(app: Console, name: string, rows: number): Promise<string> {
  const csv = ["name", ...Array.from({ length: rows }, (_, at) => `Perfume ${at + 1}`)].join("\n");
  const form = new FormData();
  form.set("file", new Blob([csv]), `${name}.csv`);
  form.set("name", name);
  const { id } = await made<{ id: string }>(app.api("/datasets", { method: "POST", body: form }));
  for (;;) {
    const { status } = await made<{ status: string }>(app.api(`/datasets/${id}`));
    if (status === "ready") return id;
    if (status === "failed") throw new Error("The dataset was not imported.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
