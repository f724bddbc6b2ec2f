import { sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { tools } from "#db/schema/tools.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { FULL_CAPABILITIES } from "#lib/models/capabilities.ts";
import { countPrompt } from "#lib/models/endpoints/bound-chat.ts";
import { createTemplate } from "#lib/templates/create-template.ts";
import { previewPrompt } from "#lib/templates/preview-prompt.ts";
import { publishTemplate } from "#lib/templates/publish-template.ts";
import { stepTools } from "#lib/templates/step-tools.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { viewTemplate } from "#lib/templates/view-template.ts";
import { loadOfferedTools } from "#lib/tools/load-offered.ts";
import { archiveTool, changeTool, createTool, type NewTool } from "#lib/tools/save-tool.ts";
import { testTool } from "#lib/tools/test-tool.ts";
import { inputSchemaSchema } from "#lib/tools/tool.ts";
import { viewTool, viewTools } from "#lib/tools/view-tools.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type Receiver, startReceiver } from "#tests/fixtures/receiver.ts";
import { seedMember } from "../review/seed-batch.ts";

const SECRET = "Bearer 3a7f9c21d4e85b60aa11";
const KEY = "k3y-9f8e7d6c5b4a3210";

describeOnDatabase("tools", () => {
  let receiver: Receiver;
  let admin: Actor;
  let operator: Actor;
  beforeAll(async () => {
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });
  beforeEach(async () => {
    receiver = await startReceiver();
    receiver.answer({ status: 200, body: '{"price":"9.90","stock":3}' });
  });
  afterEach(() => receiver.stop());

  let count = 0;
  const pim = (more: Partial<NewTool> = {}): NewTool => ({
    name: `PIM ${++count}`,
    method: "GET",
    url: `${receiver.url}/p/{sku}?key=${KEY}`,
    headers: { authorization: SECRET },
    inputSchema: inputSchemaSchema.parse({
      properties: { sku: { type: "string" }, market: { type: "string" } },
    }),
    allowPrivateNetwork: true,
    ...more,
  });
  const added = async (more: Partial<NewTool> = {}) => given(await createTool(admin, pim(more))).id;

  test("are kept by admins alone; authors read them without their secrets", async () => {
    expect(await createTool(operator, pim())).toMatchObject({ refusal: { code: "forbidden" } });
    const id = await added();
    for (const refused of [
      await changeTool(operator, id, { name: "Mine" }),
      await archiveTool(operator, id),
      await testTool(operator, id, { sku: "A" }),
    ])
      expect(refused).toMatchObject({ refusal: { code: "forbidden" } });
    const seen = given(await viewTools(operator)).find((tool) => tool.id === id);
    expect(seen).toMatchObject({ method: "GET", inputSchema: { required: ["sku"] } });
    expect(seen?.url).toMatch(/\/p\/\{sku\}\?key=••••3210$/);
    expect(await viewTools({ ...operator, roles: [] })).toMatchObject({ refusal: { code: "forbidden" } });
  });

  test("keep what they are told in confidence sealed: in no row, no answer and no audit", async () => {
    const id = await added();
    given(await changeTool(admin, id, { headers: { authorization: `${SECRET}22` } }));
    const rows = await db().select().from(tools);
    const audit = await db().select().from(auditLog).where(sql`target_id = ${id}`);
    const told = JSON.stringify([rows, audit, given(await viewTool(admin, id))]);
    for (const secret of ["3a7f9c21", KEY.slice(0, 10)]) expect(told).not.toContain(secret);
    expect(audit.map(({ action }) => action)).toEqual(["tools.create", "tools.change"]);
    given(await archiveTool(admin, id));
    const [gone] = await db().select().from(tools).where(sql`id = ${id}`);
    expect(gone).toMatchObject({ sealedUrl: null, sealedHeaders: null });
  });

  test("keep a secret whose mask comes back, and take it to no other host", async () => {
    const id = await added();
    const { url, headers } = given(await viewTool(admin, id));
    given(await changeTool(admin, id, { url, headers, name: `PIM renamed ${count}` }));
    await testTool(admin, id, { sku: "A" });
    expect(receiver.received.at(-1)).toMatchObject({
      url: `/p/A?key=${KEY}`,
      headers: { authorization: SECRET },
    });
    const moved = { url: url.replace(/^http:\/\/[^/]+/, "https://attacker.example") };
    for (const change of [moved, { ...moved, headers }])
      expect(await changeTool(admin, id, change)).toMatchObject({
        refusal: { fields: expect.arrayContaining([{ path: "url", code: "secret_needed_again" }]) },
      });
  });

  test("are tested with sample inputs: what was sent is shown, and what came of it", async () => {
    const id = await added();
    const tested = given(await testTool(admin, id, { sku: "A 1", market: "DE" }));
    expect(tested).toMatchObject({
      ...{ status: "ok", httpStatus: 200, fields: { price: "9.90", stock: 3 } },
      sent: { method: "GET", url: `${receiver.url}/p/A%201?key=••••3210&market=DE`, body: null },
    });
    receiver.answer(({ headers }) => ({ status: 403, body: `not for ${headers.authorization}` }));
    const refused = given(await testTool(admin, id, { sku: "A" }));
    expect(refused).toMatchObject({ status: "failed", failure: { code: "tool_refused" } });
    expect(JSON.stringify(refused)).not.toContain("3a7f9c21");
    expect(given(await testTool(admin, id, {}))).toMatchObject({
      ...{ sent: null, failure: { code: "tool_input_missing", params: { input: "sku" } } },
    });
  });

  test("inside this network are refused, on saving and when a name leads there", async () => {
    expect(await createTool(admin, pim({ allowPrivateNetwork: false }))).toMatchObject({
      refusal: { fields: [{ path: "url", code: "private_address" }] },
    });
    const url = `${receiver.url.replace("127.0.0.1", "localhost.")}/p/{sku}`;
    expect(await createTool(admin, pim({ url, allowPrivateNetwork: false }))).toMatchObject({
      refusal: { code: "invalid_input" },
    });
    expect(receiver.received).toEqual([]);
  });

  test("of one name are refused while one is in use", async () => {
    const name = `Prices ${++count}`;
    const id = await added({ name });
    expect(await createTool(admin, pim({ name }))).toMatchObject({
      refusal: { fields: [{ path: "name", code: "tool_name_taken" }] },
    });
    given(await archiveTool(admin, id));
    given(await createTool(admin, pim({ name })));
  });

  const bodyWith = (toolId: string, inputs?: Record<string, string>) =>
    templateBodySchema.parse({
      inputs: [{ name: "sku", sample: "A-1" }],
      steps: [
        {
          name: "facts",
          sections: { instruction: "{{ sku }}" },
          outputs: [{ name: "market", type: "text" }],
        },
        { name: "price", kind: "http", toolId, ...(inputs && { inputs }) },
        {
          name: "copy",
          sections: { instruction: "{{ sku }} at {{ steps.price.price }}" },
          outputs: [{ name: "title", type: "text" }],
        },
      ],
    });

  test("get their inputs by name from the row and from earlier steps, and are called by no preview", async () => {
    const toolId = await added();
    const { id } = given(
      await createTemplate(operator, { ...bodyWith(toolId), name: "Priced", description: "" }),
    );
    const { draft } = given(await viewTemplate(operator, id));
    expect(draft.steps[1]).toMatchObject({ inputs: { sku: "sku", market: "steps.facts.market" } });
    expect(draft.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    const shown = given(await previewPrompt(operator, { ...bodyWith(toolId), language: "en" }));
    expect(shown.steps[1]).toMatchObject({
      ...{ kind: "http", messages: [], failure: null },
      sent: { url: `${receiver.url}/p/A-1?key=••••3210&market=%5Bfacts.market%5D` },
    });
    expect(shown.steps[2]?.messages[0]?.content).toBe("A-1 at [price.price]");
    expect(receiver.received).toEqual([]);
    expect(given(await viewTool(operator, toolId)).usedIn).toMatchObject([{ id, name: "Priced" }]);
  });

  test("that a model may call are counted in what a row takes and costs, as they are reserved for", async () => {
    const toolId = await added();
    const [tool] = await loadOfferedTools(db(), [toolId]);
    const body = (offered: object[]) =>
      templateBodySchema.parse({
        inputs: [{ name: "sku", sample: "A-1" }],
        steps: [
          {
            ...{ name: "copy", sections: { instruction: "{{ sku }}" }, tools: { offered } },
            outputs: [{ name: "title", type: "text" }],
          },
        ],
      });
    const preview = async (offered: object[]) =>
      given(await previewPrompt(operator, { ...body(offered), language: "en" }));
    const plain = await preview([]);
    const calling = await preview([{ kind: "http", toolId }]);
    const offered = [{ kind: "http" as const, toolId, ...tool }];
    const counted = { ...stepTools({ offered, limit: 3 }), messages: calling.messages };
    expect(plain.tokens?.tools).toBe(0);
    expect(calling.tokens?.input).toBe(countPrompt("gpt-4o", counted, FULL_CAPABILITIES));
    expect(calling.tokens?.tools).toBe((calling.tokens?.input ?? 0) - (plain.tokens?.input ?? 0));
    expect(calling.tokens?.tools).toBeGreaterThan(350);
  });

  test("that are gone, or whose inputs nobody gives, keep a template from being published, at their place", async () => {
    const toolId = await added();
    const published = async (body: ReturnType<typeof bodyWith>) => {
      const { id } = given(await createTemplate(operator, { ...body, name: "Priced", description: "" }));
      const refused = await publishTemplate(operator, { templateId: id });
      return refused.ok ? [] : refused.refusal.fields?.map(({ path, code }) => [path, code]);
    };
    expect(await published(bodyWith(toolId))).toEqual([]);
    expect(await published(bodyWith(toolId, { sku: "" }))).toEqual([
      ["steps.1.inputs.sku", "template_tool_input_unbound"],
    ]);
    expect(await published(bodyWith(toolId, { sku: "ean", market: "steps.copy.title" }))).toEqual([
      ["steps.1.inputs.sku", "template_variable_unknown"],
      ["steps.1.inputs.market", "template_step_not_earlier"],
    ]);
    expect(await published(bodyWith(""))).toEqual([["steps.1.toolId", "template_tool_missing"]]);
    given(await archiveTool(admin, toolId));
    expect(await published(bodyWith(toolId))).toEqual([["steps.1.toolId", "template_tool_archived"]]);
  });
});
