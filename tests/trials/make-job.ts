import { made, post } from "#tests/fixtures/console.ts";
import type { Console } from "#tests/fixtures/start-console.ts";

/** Ids of a published template, a dataset of perfumes and a sandbox model, made through the API. */
export interface MadeJob {
  datasetId: string;
  templateId: string;
  templateVersionId: string;
  modelId: string;
}

/** Makes everything a trial needs, as an outside script would. @param latencyMs of the sandbox. */
export async function makeJob(app: Console, { rows = 40, latencyMs = 40 } = {}): Promise<MadeJob> {
  const provider = await made<{ id: string }>(
    app.api(
      "/providers",
      post({
        name: "Sandbox for tests",
        kind: "sandbox",
        headers: { "x-sandbox-latency-ms": String(latencyMs) },
      }),
    ),
  );
  const model = await made<{ id: string }>(
    app.api(
      "/models",
      post({
        providerId: provider.id,
        name: "sandbox-fast",
        kind: "text",
        prices: { inputPerMTok: "0.15", outputPerMTok: "0.6", currency: "USD" },
        limits: { concurrency: 4 },
      }),
    ),
  );
  const template = await made<{ id: string }>(
    app.api(
      "/templates",
      post({
        name: `Perfume copy ${Date.now()}`,
        sections: {
          instruction: "Write a title and a description in {{ language.name }}.",
          inputData: "Name: {{ name }}\nNotes: {{ notes }}",
        },
        inputs: [
          { name: "name", type: "text", required: true, onMissing: "block" },
          { name: "notes", type: "text", required: true, onMissing: "skip" },
        ],
        outputs: [
          { name: "title", type: "text", maxLength: 80 },
          { name: "description", type: "text", maxLength: 400 },
        ],
        languages: ["en"],
      }),
    ),
  );
  const { versionId } = await made<{ versionId: string }>(
    app.api(`/templates/${template.id}/publish`, post({})),
  );
  return {
    datasetId: await importPerfumes(app, rows),
    templateId: template.id,
    templateVersionId: versionId,
    modelId: model.id,
  };
}

async function importPerfumes(app: Console, rows: number): Promise<string> {
  const lines = Array.from(
    { length: rows },
    (_, index) => `Perfume ${index + 1},"bergamot, cedar${", amber".repeat(index % 4)}"`,
  );
  const body = new FormData();
  body.append("file", new File([`name,notes\n${lines.join("\n")}\n`], "perfumes.csv", { type: "text/csv" }));
  const { id } = await made<{ id: string }>(app.api("/datasets", { method: "POST", body }));
  for (;;) {
    const { status } = await made<{ status: string }>(app.api(`/datasets/${id}`));
    if (status === "ready") return id;
    if (status === "failed") throw new Error("The dataset was not imported.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Runs a trial through the API and waits until it has ended. */
export async function runTrialOf(app: Console, job: MadeJob, size = 5): Promise<string> {
  const { datasetId, templateVersionId, modelId } = job;
  const { id } = await made<{ id: string }>(
    app.api(
      "/trials",
      post({
        datasetId,
        variants: [{ templateVersionId, modelId }],
        sample: { size, method: "first" },
      }),
    ),
  );
  for (;;) {
    const { status } = await made<{ status: string }>(app.api(`/trials/${id}`));
    if (status !== "running") return id;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
