import { addPerson, made, post } from "../fixtures/console.ts";
import type { Console } from "../fixtures/start-console.ts";

const NAMES = [
  ["Nuit d'Ambre", "Maison Lune", "amber, white musk, bergamot", "50ml"],
  ["Rosée Claire", "Atelier Sève", "rose, pear, cedar", "30ml"],
  ["琥珀之夜", "月之屋", "琥珀、白麝香、佛手柑", "100毫升"],
  ["Vert Sauvage", "Maison Lune", "vetiver, mint, lime", "75ml"],
];

const WRITE = {
  sections: {
    role: "You write product copy.",
    instruction: "Write product copy in {{ language.name }}.",
    inputData: "name: {{ name }}\nbrand: {{ brand }}\nnotes: {{ notes }}\nsize: {{ size }}",
    requirements: "Say nothing that is not in the row.\nName {{ brand }} once.",
  },
  outputs: [
    { name: "title", type: "text", maxLength: 200 },
    { name: "points", type: "list" },
  ],
};

export interface RunOptions {
  rows: number;
  languages?: string[];
  name?: string;
  /** Of the template. */
  checks?: object[];
  /** Collection that passages about each row's name are found in; with it the template is a chain of two steps. */
  collectionId?: string;
}

/**
 * Makes a batch of simulated outputs through the API, from the provider to the last item, launched by an operator
 * of its own, so that any other member may review it.
 * @returns the batch's id, and how to have the same made again by another batch.
 */
export async function runBatch(
  app: Console,
  { rows, languages = ["en"], name = "Perfumes", checks = [], collectionId }: RunOptions,
) {
  const operator = await addPerson(app, ["operator"]);
  const asOperator = (path: string, init: RequestInit = {}) =>
    app.api(path, { ...init, token: operator.token });
  const provider = await made<{ id: string }>(
    app.api("/providers", post({ name: `Sandbox ${Date.now()}`, kind: "sandbox" })),
  );
  const prices = { inputPerMTok: "1", outputPerMTok: "2", currency: "USD" };
  const model = await made<{ id: string }>(
    app.api(
      "/models",
      post({ providerId: provider.id, name: "sandbox-fast", kind: "text", prices, limits: {} }),
    ),
  );
  const template = await made<{ id: string }>(
    asOperator(
      "/templates",
      post({
        name: `${name} copy`,
        ...(collectionId
          ? { steps: [retrieveFrom(collectionId), { ...WRITE, name: "copy", kind: "generate" }] }
          : WRITE),
        inputs: ["name", "brand", "notes", "size"].map((input) => ({
          name: input,
          type: "text",
          required: false,
          onMissing: "default",
          default: "-",
        })),
        languages,
        checks,
      }),
    ),
  );
  const version = await made<{ versionId: string }>(
    asOperator(`/templates/${template.id}/publish`, post({})),
  );
  const lines = Array.from({ length: rows }, (_, i) => {
    const [title, brand, notes, size] = NAMES[i % NAMES.length] ?? [];
    return `${String(i + 1).padStart(6, "0")},${title} ${i + 1},${brand},"${notes}",${size}`;
  });
  const form = new FormData();
  form.set("file", new File([`sku,name,brand,notes,size\n${lines.join("\n")}\n`], "perfumes.csv"));
  const dataset = await made<{ id: string }>(asOperator("/datasets", { method: "POST", body: form }));
  await until(async () => {
    const { status } = await made<{ status: string }>(asOperator(`/datasets/${dataset.id}`));
    if (status === "failed") throw new Error("the dataset could not be imported");
    return status === "ready";
  });
  const launch = async () => {
    const batch = await made<{ id: string }>(
      asOperator(
        "/batches",
        post({
          name,
          datasetId: dataset.id,
          templateVersionId: version.versionId,
          modelId: model.id,
          languages,
          budgetCap: { amount: "5", currency: "USD" },
        }),
      ),
    );
    await until(async () => {
      const { status } = await made<{ status: string }>(asOperator(`/batches/${batch.id}`));
      if (status === "failed" || status === "paused") throw new Error(`the batch is ${status}`);
      return status === "succeeded";
    });
    return batch.id;
  };
  return { batchId: await launch(), operator, launchAgain: launch };
}

function retrieveFrom(collectionId: string) {
  return { name: "care", kind: "retrieve", collectionId, query: "{{ name }} {{ brand }}", limit: 2 };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("It took more than a minute.");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
