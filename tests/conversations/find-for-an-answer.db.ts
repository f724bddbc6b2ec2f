import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { conversationTurns } from "#db/schema/conversations.ts";
import { attempts } from "#db/schema/spend.ts";
import { templateVersions } from "#db/schema/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { runTurn } from "#lib/conversations/run-turn.ts";
import { runIndexDocument } from "#lib/knowledge/index-document.ts";
import { runFillVectors } from "#lib/knowledge/ready-vectors.ts";
import { changeModel } from "#lib/models/change-model.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { createTool } from "#lib/tools/save-tool.ts";
import { inputSchemaSchema } from "#lib/tools/tool.ts";
import { makeMaterials, until } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type Receiver, startReceiver } from "#tests/fixtures/receiver.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { apiOf, makeEmbeddingModel, operator, received } from "#tests/knowledge/knowledge-fixture.ts";
import { seedMember } from "../review/seed-batch.ts";

process.env.DATA_DIR = temporaryFolder();
process.env.ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");
const never = new AbortController().signal;
const api = () => apiOf().conversations;
const GUIDE = "# Wool\n\nWash woollen jumpers by hand in cold water.\n\n# Silk\n\nDry clean only.";

describeOnDatabase("a conversation about a template with knowledge and tools", () => {
  let sandbox: RunningSandbox;
  let tool: Receiver;
  let admin: Actor;
  let collectionId: string;
  beforeAll(async () => {
    sandbox = await startSandbox();
    process.env.SANDBOX_URL = sandbox.url;
    tool = await startReceiver();
    admin = await seedMember("Ada", ["admin"]);
    const embeddingModelId = await makeEmbeddingModel(db());
    collectionId = (await apiOf().collections.create({ name: "Care guide", embeddingModelId })).id;
    const file = await received("care.md", GUIDE);
    const added = { id: collectionId, metadata: {} };
    const { id: documentId } = await apiOf(operator, file).collections.documents.add(added);
    await runIndexDocument({ documentId }, never);
    await runFillVectors({ collectionId }, never);
  });
  afterAll(async () => {
    delete process.env.SANDBOX_URL;
    await sandbox.close();
    await tool.stop();
  });
  beforeEach(() => {
    tool.received.length = 0;
    tool.answer(() => ({ status: 200, body: '{"stock":"12 left"}' }));
  });

  const inputSchema = inputSchemaSchema.parse({
    properties: { name: { type: "string" } },
    required: ["name"],
  });

  async function makeTool() {
    const name = `Stock ${newId()}`;
    const made = await createTool(admin, {
      ...{ name, method: "GET", url: `${tool.url}/stock/{name}`, headers: {} },
      ...{ inputSchema, resultPath: null, timeoutMs: 5_000, maxBytes: 10_000, allowPrivateNetwork: true },
    });
    if (!made.ok) throw new Error(JSON.stringify(made.refusal));
    return { id: made.value.id, name };
  }

  const care = () => ({
    ...{ name: "care", kind: "retrieve", collectionId, limit: 1 },
    query: "how to treat {{ name }}",
  });
  const copy = (more: object = {}) => ({
    ...{ name: "copy", kind: "generate", outputs: [{ name: "title", type: "text" }] },
    sections: {
      instruction:
        "Write a title.{% for passage in steps.care.passages %}\n{{ passage.section }}: {{ passage.text }}{% endfor %}\nname: {{ name }}",
    },
    ...more,
  });
  const offering = ({ id, name }: { id: string; name: string }, limit = 3) => ({
    sections: { instruction: "Tell the stock.\nname: {{ name }}" },
    tools: { limit, offered: [{ kind: "http", toolId: id, name, inputSchema }] },
  });

  async function begin(steps: object[]) {
    const { templateVersionId, modelId, datasetId } = await makeMaterials({
      ...{ providerUrl: `${sandbox.url}/v1`, rows: 1, steps },
      provider: { kind: "sandbox", model: "sandbox-fast", headers: { "x-sandbox-latency-ms": "0" } },
      valuesOf: () => ({ name: "woollen jumpers" }),
    });
    const [version] = await db()
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.id, templateVersionId));
    if (!version) throw new Error("There is no version.");
    await db()
      .insert(templateVersions)
      .values({ ...version, id: newId(), state: "draft", number: null });
    const { id } = await api().start({ templateId: version.templateId, modelId, datasetId, rowNumber: 1 });
    return { id, modelId };
  }

  async function say(id: string, text: string, more: { again?: boolean } = {}) {
    const { seq } = await api().say({ id, text, ...more });
    await runTurn({ conversationId: id, seq }, never);
    return turnOf(id, seq);
  }

  async function turnOf(id: string, seq: number) {
    const turn = (await api().get({ id })).turns[seq];
    if (!turn) throw new Error(`There is no turn ${seq}.`);
    return turn;
  }

  async function promptOf(id: string, seq: number) {
    const rows = await db().select().from(conversationTurns).where(eq(conversationTurns.conversationId, id));
    return JSON.stringify(rows.find((row) => row.seq === seq)?.prompt);
  }

  const ledgerOf = (id: string) => db().select().from(attempts).where(eq(attempts.runId, id));

  test("sends the passages that its row finds, and shows them", async () => {
    const { id } = await begin([care(), copy()]);
    const turn = await say(id, "Which water?");
    expect(turn).toMatchObject({ state: "answered", failure: null });
    expect(turn.found).toMatchObject([
      { name: "care", asked: null, value: { passages: [{ section: "Wool" }] } },
    ]);
    expect(await promptOf(id, 0)).toContain("Wool: Wash woollen jumpers");
  });

  test("lets its model call the tools of the step that answers, and pays each call once", async () => {
    const { id } = await begin([copy(offering(await makeTool()))]);
    const turn = await say(id, "");
    expect(turn).toMatchObject({
      ...{ state: "answered", answer: expect.stringContaining("12 left") },
      found: [{ asked: '{"name":"woollen jumpers"}', value: expect.stringContaining("12 left") }],
    });
    expect(tool.received.map(({ url }) => decodeURIComponent(url))).toEqual(["/stock/woollen jumpers"]);
    const entries = await ledgerOf(id);
    expect(entries.map(({ outcome }) => outcome).sort()).toEqual(["answered", "tools_called"]);
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(turn.cost.amount);
    expect(turn.usage?.inputTokens).toBe(entries.reduce((sum, entry) => sum + (entry.inputTokens ?? 0), 0));
    expect((await api().get({ id })).spent.amount).toBe(turn.cost.amount);
    const next = await say(id, "Shorter");
    expect(next).toMatchObject({ state: "answered" });
  });

  test("goes on where a worker was lost between two calls, and calls no tool and pays nothing twice", async () => {
    const { id } = await begin([copy(offering(await makeTool()))]);
    const another = Promise.withResolvers<void>();
    tool.answer(async () => {
      if (tool.received.length > 1) return { status: 200, body: '{"stock":"Sold out"}' };
      void runTurn({ conversationId: id, seq: 0 }, never).then(another.resolve, another.reject);
      await until(async () => tool.received.length > 1);
      return { status: 200, body: '{"stock":"Lost"}' };
    });
    await api().say({ id, text: "" });
    await Promise.all([runTurn({ conversationId: id, seq: 0 }, never), another.promise]);
    const turn = await turnOf(id, 0);
    expect(turn).toMatchObject({ state: "answered", answer: expect.stringContaining("Sold out") });
    expect((await ledgerOf(id)).map(({ outcome }) => outcome).sort()).toEqual(["answered", "tools_called"]);
    const again = await say(id, "", { again: true });
    expect(again).toMatchObject({ state: "answered" });
  });

  test("tells its model what a tool that fails said, and a tool that nobody has any more", async () => {
    tool.answer(() => ({ status: 404, body: '{"error":"No such perfume"}' }));
    const { id } = await begin([copy(offering(await makeTool()))]);
    expect(await say(id, "")).toMatchObject({
      state: "answered",
      found: [{ value: expect.stringContaining("tool_refused") }],
    });
    const { id: other } = await begin([copy(offering({ id: newId(), name: "Gone" }))]);
    expect(await say(other, "")).toMatchObject({ state: "failed", failure: { code: "tool_unknown" } });
  });

  test("is not had with a model that calls no tools, and says so before anything is asked", async () => {
    const { id, modelId } = await begin([copy(offering(await makeTool()))]);
    await changeModel(admin, modelId, { capabilities: { functions: false } });
    await expect(api().say({ id, text: "" })).rejects.toMatchObject({ code: "model_calls_no_tools" });
    expect((await api().get({ id })).turns).toEqual([]);
  });

  test("asks a step's tool once for a draft, and anew where an answer is asked anew", async () => {
    const called = await makeTool();
    const stock = { name: "stock", kind: "http", toolId: called.id, inputs: { name: "name" } };
    const told = copy({ sections: { instruction: "Tell the stock: {{ steps.stock.stock }}" } });
    const { id } = await begin([stock, told]);
    expect(await say(id, "How many?")).toMatchObject({
      ...{ state: "answered" },
      found: [{ name: "stock", asked: null, value: { stock: "12 left" } }],
    });
    expect(await promptOf(id, 0)).toContain("Tell the stock: 12 left");
    expect(await say(id, "And now?")).toMatchObject({ found: [{ value: { stock: "12 left" } }] });
    expect(tool.received).toHaveLength(1);
    tool.answer(() => ({ status: 200, body: '{"stock":"Sold out"}' }));
    expect(await say(id, "", { again: true })).toMatchObject({ found: [{ value: { stock: "Sold out" } }] });
    expect(tool.received).toHaveLength(2);
    expect(await promptOf(id, 2)).toContain("Sold out");
  });

  test("whose answering step is left out by what another found says so, and costs nothing", async () => {
    const stock = { name: "stock", kind: "http", toolId: (await makeTool()).id, inputs: { name: "name" } };
    const when = { all: [{ input: "steps.stock.stock", is: "missing" }] };
    const { id } = await begin([stock, copy({ when, sections: { instruction: "Say so." } })]);
    expect(await say(id, "")).toMatchObject({
      state: "failed",
      failure: { code: "conversation_step_left_out" },
    });
    expect(await ledgerOf(id)).toEqual([]);
  });
});
