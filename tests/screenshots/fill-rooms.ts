import { addPerson, made, post } from "#tests/fixtures/console.ts";
import type { FilledConsole } from "#tests/fixtures/fill-console.ts";
import type { Console } from "#tests/fixtures/start-console.ts";

/** What only pictures need on top of a filled console: runs that take their time, and the admin's own conversation. */
export interface FilledRooms {
  /** A trial of the regression set's cases, by the published version and the draft. */
  comparison: string;
  conversation: string;
  /** A batch above its launcher's limit. */
  awaiting: string;
}

const EVALUATOR = {
  ...{ name: "Names the perfume 提到香水名", kind: "contains", field: "title", reference: "name" },
  match: "any",
};

/** Makes them, and waits until their pages have something to show. */
export async function fillRooms(console: Console, filled: FilledConsole): Promise<FilledRooms> {
  const comparison = await compare(console, filled);
  const awaiting = await launchAboveLimit(console, filled);
  const conversation = await converse(console, filled);
  await until(async () => (await read<Run>(console, `/trials/${comparison}`)).status === "succeeded");
  const documents = `/collections/${filled.collection}/documents`;
  await until(async () =>
    (await read<{ items: Run[] }>(console, documents)).items.every(({ status }) => status === "ready"),
  );
  const report = `/images/reports/${filled.imageReport}`;
  await until(async () => (await read<Run>(console, report)).status !== "running");
  return { comparison, conversation, awaiting };
}

interface Run {
  status: string;
}

async function compare(console: Console, filled: FilledConsole): Promise<string> {
  const path = `/templates/${filled.template}`;
  const { draft } = await read<{ draft: { id: string } }>(console, path);
  const body = { ...post({ ...draft, evaluators: [EVALUATOR] }), method: "PUT" };
  await made(console.api(`${path}/draft`, body));
  const variants = [filled.versions[1], draft.id].map((templateVersionId) => ({
    ...{ templateVersionId, modelId: filled.model },
  }));
  const trial = { regressionSetId: filled.regressionSet, variants };
  return (await made<{ id: string }>(console.api("/trials", post(trial)))).id;
}

async function launchAboveLimit(console: Console, filled: FilledConsole): Promise<string> {
  const { id, token } = await addPerson(console, ["operator"]);
  const limit = { amount: "0.5", currency: "USD" };
  await made(console.api(`/launch-limits/${id}`, { ...post({ limit }), method: "PUT" }));
  const batch = {
    name: "Whole catalogue 全部商品",
    ...{ datasetId: filled.dataset, templateVersionId: filled.versions[1], modelId: filled.model },
    languages: ["en", "zh-CN"],
    budgetCap: { amount: "2", currency: "USD" },
  };
  return (await made<{ id: string }>(console.api("/batches", { ...post(batch), token }))).id;
}

// A conversation is seen by its member alone, and it is the admin who looks at the pages.
async function converse(console: Console, filled: FilledConsole): Promise<string> {
  const { items } = await read<{ items: { id: string; email: string }[] }>(console, "/members?limit=200");
  const admin = items.find(({ email }) => email === console.admin.email);
  const named = { memberId: admin?.id, name: "pictures" };
  const { token } = await made<{ token: string }>(console.api("/tokens", post(named)));
  const about = {
    ...{ templateId: filled.template, modelId: filled.model, datasetId: filled.dataset, rowNumber: 3 },
    language: "en",
  };
  const { id } = await made<{ id: string }>(console.api("/conversations", { ...post(about), token }));
  for (const text of ["", "Shorter, and name the notes first. 再短一些，先写香调。"]) {
    await made(console.api(`/conversations/${id}/turns`, { ...post({ text }), token }));
    await until(async () => {
      const path = `/conversations/${id}`;
      const { turns } = await made<{ turns: { state: string }[] }>(console.api(path, { token }));
      return turns.every(({ state }) => state !== "running");
    });
  }
  return id;
}

function read<Answer>(console: Console, path: string): Promise<Answer> {
  return made<Answer>(console.api(path));
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 300));
}
