import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import type { ApiContext } from "#lib/api/context.ts";
import { handleApi } from "#lib/api/handler.ts";
import { receiveUpload } from "#lib/api/receive-upload.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { runImport } from "#lib/datasets/run-import.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { operator } from "./import-file.ts";

vi.setConfig({ testTimeout: 60_000 });
const folder = temporaryFolder();
process.env.DATA_DIR = folder;

const colleague: Actor = { ...operator, memberId: newId(), name: "Otto" };
const reviewer: Actor = { memberId: newId(), name: "Rita", roles: ["reviewer"], via: "session" };

async function call(
  method: string,
  path: string,
  input: unknown = undefined,
  context: Partial<ApiContext> = {},
) {
  const body =
    input === undefined
      ? {}
      : { body: JSON.stringify(input), headers: { "content-type": "application/json" } };
  const request = new Request(`http://localhost/api/v1${path}`, { method, ...body });
  const answer = await handleApi(request, { actor: operator, locale: "en", ...context });
  return { status: answer.status, body: await answer.json() };
}

async function received(fileName: string, content: string): Promise<ReceivedFile> {
  const body = new FormData();
  body.append("file", new File([content], fileName));
  const form = await receiveUpload(new Request("http://localhost/", { method: "POST", body }));
  if (!form.ok || !form.value.file) throw new Error("The file did not arrive.");
  return form.value.file;
}

async function imported(content: string, fields: object = {}): Promise<string> {
  const file = await received("perfumes.csv", content);
  const { status, body } = await call("POST", "/datasets", fields, { file });
  expect(status).toBe(202);
  expect(body).toMatchObject({ status: "importing" });
  await runImport({ datasetId: body.id }, new AbortController().signal);
  return body.id;
}

describeOnDatabase("the API of datasets", () => {
  test("a new version is told from the former one, by kind, and a key that is not in both is named", async () => {
    const first = await imported("sku,price\n1,1\n2,1\n3,1\n");
    const second = await imported("sku,price\n2,1\n3,2\n4,1\n", { versionOf: first });
    const former = { id: first, name: "perfumes", version: 1 };
    const { body: dataset } = await call("GET", `/datasets/${second}`);
    expect(dataset).toMatchObject({ version: 2, versionOf: former, newerVersion: null });
    expect((await call("GET", `/datasets/${first}`)).body.newerVersion).toMatchObject({ id: second });
    const asReviewer = { actor: reviewer };
    const gone = await call("GET", `/datasets/${second}/changes?kind=gone`, undefined, asReviewer);
    expect(gone.body).toMatchObject({
      ...{ against: former, key: "sku", counts: { new: 1, changed: 1, gone: 1, unchanged: 1 } },
      items: [{ kind: "gone", key: "1", rowNumber: null, againstRow: 1, values: { sku: "1", price: "1" } }],
    });
    const both = await call("GET", `/datasets/${second}/changes?kind=new&kind=changed&limit=1`);
    expect(both.body).toMatchObject({
      items: [{ kind: "changed", fields: [{ column: "price", before: "1", after: "2" }] }],
    });
    const next = await call("GET", `/datasets/${second}/changes?limit=1&cursor=${both.body.nextCursor}`);
    expect(next.body.items).toMatchObject([{ kind: "new", key: "4" }]);
    const refused = await call("GET", `/datasets/${second}/changes?key=colour`);
    expect(refused).toMatchObject({
      status: 422,
      body: { code: "key_not_shared", errors: [{ path: "key" }] },
    });
    expect(refused.body.detail).toContain("“colour”");
    const picked = await call("POST", `/datasets/${second}/changes/dataset`, { name: "New", kinds: ["new"] });
    expect(picked).toMatchObject({ status: 202, body: { rows: 1 } });
  });

  test("one request with a file makes a dataset", async () => {
    const id = await imported("品名,价格\n玫瑰,1\n鸢尾,x\n", {
      headerRow: "1",
      mapping: { 品名: "name" },
      columns: [{ name: "价格", type: "number" }],
    });
    const { body } = await call("GET", `/datasets/${id}`);
    expect(body).toMatchObject({
      status: "ready",
      name: "perfumes",
      rowCount: 1,
      errorCount: 1,
      failure: null,
    });
    expect(body.columns).toMatchObject([
      { name: "name", header: "品名", filled: 1 },
      { name: "价格", type: "number", filled: 1 },
    ]);
    expect(body.errors).toEqual([
      { rule: "not_number", column: "价格", count: 1, firstSourceRow: 3, message: "价格 is not a number." },
    ]);
    expect((await call("GET", `/datasets/${id}/rows`)).body).toEqual({
      items: [{ rowNumber: 1, sourceRow: 2, values: { name: "玫瑰", 价格: "1" } }],
      nextCursor: null,
    });
    const errors = (await call("GET", `/datasets/${id}/errors`, undefined, { locale: "zh-CN" })).body;
    expect(errors.items).toMatchObject([{ sourceRow: 3, value: "x", message: "价格 不是数字。" }]);
  });

  test("what was guessed about a file is told beside what came of it, in the reader's words", async () => {
    const file = await received("a.csv", `prompt\n${"Write a title, short\n".repeat(9)}`);
    const { body } = await call("POST", "/datasets", {}, { file, locale: "zh-CN" });
    expect(body.notices).toEqual([
      { code: "delimiter_unsure", detail: "列分隔符是推测的。如果列显示不正确，请手动选择。" },
    ]);
  });

  test("a file that cannot be taken is refused at once, with what to do", async () => {
    const file = await received("a.xlsx", "sku,name\n1,Rose\n");
    const refused = await call("POST", "/datasets", {}, { file });
    expect(refused).toMatchObject({ status: 422, body: { code: "wrong_extension" } });
    expect(refused.body.detail).toContain(".csv");
    expect(await call("POST", "/datasets", {})).toMatchObject({
      status: 422,
      body: { code: "file_missing" },
    });
    const unknown = await call(
      "POST",
      "/datasets",
      { mapping: { nope: "x" } },
      { file: await received("a.csv", "a\n1\n") },
    );
    expect(unknown).toMatchObject({ status: 422, body: { code: "unknown_header" } });
  });

  test("a preview shows what is in the file and what its columns were matched to before", async () => {
    await imported("Product Name,Price\nRose,1\n", { mapping: { "Product Name": "title" } });
    const file = await received("next.csv", "note\n\nPRODUCT_NAME;Price\nIris;2\nOud;3\n");
    const upload = await call("POST", "/uploads", {}, { file });
    expect(upload).toMatchObject({ status: 201, body: { fileName: "next.csv" } });
    const path = `/uploads/${upload.body.id}`;
    const { body } = await call("GET", `${path}/preview`);
    expect(body).toMatchObject({
      format: { kind: "delimited", delimiter: ";", encoding: "utf-8" },
      headerRow: 3,
      columns: [
        { header: "PRODUCT_NAME", match: "title", samples: ["Iris", "Oud"] },
        { header: "Price", match: null, type: "number" },
      ],
    });
    const check = await call("POST", `${path}/check`, {
      columns: [{ name: "PRODUCT_NAME", type: "number" }],
    });
    expect(check.body).toMatchObject({ rowsChecked: 2, isComplete: true, rejected: 2 });
    expect((await call("GET", `${path}/preview`, undefined, { actor: colleague })).status).toBe(404);
  });

  test("rows left out are told, corrected by hand, by a fix and by their file", async () => {
    const id = await imported("sku,price\n1,1\n2,x\n3,y each\n4,4 each\n", {
      columns: [{ name: "price", type: "number" }],
    });
    const path = `/datasets/${id}/errors`;
    expect((await call("GET", `${path}/3`)).body).toMatchObject({
      ...{ sourceRow: 3, values: { sku: "2", price: "x" } },
      errors: [{ column: "price", message: "price is not a number." }],
    });
    expect((await call("GET", `${path}/2`)).status).toBe(404);
    expect((await call("GET", `${path}/x`)).status).toBe(422);
    expect((await call("PUT", `${path}/3`, { values: { price: "z" } })).body).toMatchObject({ taken: false });
    expect((await call("PUT", `${path}/3`, { values: { price: "2" } })).body).toEqual({
      ...{ taken: true, errors: [] },
    });
    const fixes = [{ column: "price", rule: "not_number", do: "replace", find: " each", by: "" }];
    expect((await call("POST", `${path}/fixes/try`, { fixes })).body).toMatchObject({
      mended: 1,
      leftOut: 1,
    });
    expect((await call("POST", `${path}/fixes`, { fixes })).body).toEqual({ mended: 1, leftOut: 1 });
    expect((await call("POST", `${path}/fixes`, { fixes: [] })).status).toBe(422);
    const file = await received("back.csv", "Row in the file,price\n4,3\n");
    expect((await call("POST", `${path}/return`, {}, { file })).body).toEqual({
      ...{ mended: 1, leftOut: 0, unknown: 0 },
    });
    expect((await call("GET", `/datasets/${id}`)).body).toMatchObject({ rowCount: 4, errorCount: 0 });
  });

  test("rows come in pages and can be filtered", async () => {
    const id = await imported(`n\n${Array.from({ length: 130 }, (_, n) => `row ${n + 1}`).join("\n")}\n`);
    const first = (await call("GET", `/datasets/${id}/rows?limit=100`)).body;
    expect(first.items).toHaveLength(100);
    const second = (await call("GET", `/datasets/${id}/rows?limit=100&cursor=${first.nextCursor}`)).body;
    expect(second.items.map(({ rowNumber }: { rowNumber: number }) => rowNumber)).toEqual(
      Array.from({ length: 30 }, (_, n) => n + 101),
    );
    const found = (await call("GET", `/datasets/${id}/rows?column=n&contains=ROW 13`)).body;
    expect(found.items).toHaveLength(2);
  });

  test("the events of an import end with it", async () => {
    const id = await imported("a\n1\n");
    const request = new Request(`http://localhost/api/v1/datasets/${id}/events`);
    const answer = await handleApi(request, { actor: operator, locale: "en" });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    expect(await answer.text()).toContain('"status":"ready"');
  });

  test("renaming and archiving are recorded, and an archived dataset is gone from sight", async () => {
    const id = await imported("a\n1\n");
    expect((await call("PATCH", `/datasets/${id}`, { name: "Spring" })).body.name).toBe("Spring");
    expect((await call("DELETE", `/datasets/${id}`)).status).toBe(200);
    expect((await call("GET", `/datasets/${id}`)).status).toBe(404);
    const list = (await call("GET", "/datasets?name=Spring")).body;
    expect(list.items).toEqual([]);
    const entries = await db().select().from(auditLog).where(eq(auditLog.targetId, id));
    expect(entries.map(({ action }) => action).sort()).toEqual([
      "datasets.archive",
      "datasets.create",
      "datasets.rename",
    ]);
  });

  test("who may only look changes nothing", async () => {
    const id = await imported("a\n1\n");
    const as = { actor: reviewer };
    expect((await call("GET", `/datasets/${id}/rows`, undefined, as)).status).toBe(200);
    expect((await call("PATCH", `/datasets/${id}`, { name: "x" }, as)).status).toBe(403);
    expect((await call("DELETE", `/datasets/${id}`, undefined, as)).status).toBe(403);
    const file = await received("a.csv", "a\n1\n");
    expect((await call("POST", "/datasets", {}, { ...as, file })).status).toBe(403);
    expect((await call("POST", "/uploads", {}, { ...as, file })).status).toBe(403);
    expect((await call("GET", "/datasets/not-an-id")).status).toBe(404);
  });
});
