import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { readXlsx, writeXlsx } from "hucre/xlsx";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { batchItems } from "#db/schema/batches.ts";
import { handleApi } from "#lib/api/handler.ts";
import { receiveUpload } from "#lib/api/receive-upload.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { checkHealth } from "#lib/installation/check-health.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { launch, makeMaterials, operator, until, untilState } from "#tests/batches/batch-fixture.ts";
import { databaseUrl } from "#tests/fixtures/database-url.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type ObjectServer, startObjectServer } from "#tests/fixtures/object-server.ts";
import { startWorkerProcess, type WorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

const ROWS = 150;
/** Ids, and nothing that anybody has typed. */
const KEY =
  /^(uploads|publications|provider-batches)\/[0-9a-f-]{36}(\.errors\.en\.csv|\.aigc\.json|\.\d+\.(requests|results)\.jsonl)?$/;
const manager: Actor = { ...operator, roles: ["operator", "manager"] };

describeOnDatabase(
  "web and worker on machines with nothing in common but database and bucket",
  (database) => {
    const [web, workers] = [temporaryFolder(), temporaryFolder()];
    let server: ObjectServer;
    let sandbox: RunningSandbox;
    let worker: WorkerProcess | null = null;

    beforeAll(async () => {
      server = await startObjectServer();
      sandbox = await startSandbox();
      process.env.DATA_DIR = web;
      process.env.OBJECT_STORE_URL = server.url();
    });
    afterEach(async () => {
      await worker?.kill();
      worker = null;
    });
    afterAll(async () => {
      delete process.env.OBJECT_STORE_URL;
      await sandbox.close();
      await server.stop();
    });

    const startWorker = (url = server.url()) => {
      worker = startWorkerProcess({
        DATABASE_URL: databaseUrl(database()),
        DATA_DIR: workers,
        OBJECT_STORE_URL: url,
      });
      return worker;
    };

    test("a file uploaded here is imported, made, published there and downloaded here", async ({ skip }) => {
      skip(database().kind === "embedded", "the embedded database serves one process");
      startWorker();

      // The web server takes the file in and looks into it.
      const names = Array.from({ length: ROWS }, (_, row) => [`Perfume ${row + 1}`, String(row)]);
      const table = await writeXlsx({
        sheets: [{ name: "1", rows: [["name", "price"], ...names, ["Late", "x"]] }],
      });
      const file = await upload("香水 “夏”.xlsx", table);
      expect(server.keys()).toEqual([`uploads/${file.uploadId}`]);
      const { id: uploadId } = await call("POST", "/uploads", {}, { file });
      const preview = await call("GET", `/uploads/${uploadId}/preview`);
      expect(preview).toMatchObject({ columns: [{ header: "name" }, { header: "price" }] });

      // A worker imports it; the rows left out are told here.
      const columns = [{ name: "price", type: "number" }];
      const made = await call("POST", "/datasets", { uploadId, columns });
      const dataset = await until(async () => {
        const found = await call("GET", `/datasets/${made.id}`);
        return found.status === "importing" ? null : found;
      }, 60_000);
      expect(dataset).toMatchObject({ status: "ready", rowCount: ROWS, errorCount: 1 });
      const errors = await fetchApi("GET", `/datasets/${made.id}/errors/file`);
      expect(await errors.text()).toContain("Late,x,152,price is not a number.");

      // A worker hands it over to the provider, as a batch, and takes in what comes back.
      const materials = await makeMaterials({
        providerUrl: `${sandbox.url}/v1`,
        batchDiscount: "0.5",
        provider: {
          kind: "sandbox",
          model: "sandbox-fast",
          headers: { "x-sandbox-latency-ms": "0", "x-sandbox-batch-seconds": "0.2" },
        },
      });
      const batchId = await launch({ ...materials, datasetId: made.id }, { mode: "provider-batch" });
      await untilState(batchId, ["succeeded"], 60_000);
      expect([...server.everPut()].filter((key) => key.startsWith("provider-batches/"))).toHaveLength(2);
      await until(async () => !server.keys().some((key) => key.startsWith("provider-batches/")));

      // A worker writes the publications; they are downloaded here.
      await db()
        .update(batchItems)
        .set({ reviewState: "approved", decidedAt: sql`clock_timestamp()` })
        .where(sql`${batchItems.batchId} = ${batchId}`);
      const workbook = await publish(batchId, "xlsx");
      const { sheets, properties } = await readXlsx(new Uint8Array(await workbook.file.arrayBuffer()));
      expect(sheets[0]?.rows).toHaveLength(ROWS + 1);
      expect(JSON.parse(String(properties?.custom?.AIGC))).toMatchObject({ ProduceID: workbook.id });
      const lines = await publish(batchId, "jsonl");
      expect((await lines.file.text()).trimEnd().split("\n")).toHaveLength(ROWS);

      expect([...server.everPut()].filter((key) => !KEY.test(key))).toEqual([]);
      expect(server.unfinished()).toEqual([]);
      expect(filesIn(web)).toEqual([]);
      expect(filesIn(workers).filter((path) => !path.startsWith("sandbox/"))).toEqual([]);
    });

    test("an upload half-way aborted leaves nothing in the bucket", async () => {
      const before = server.keys();
      const form = formOf("cut.csv", Buffer.alloc(20 * 1024 ** 2, "x"));
      const whole = new Uint8Array(await form.arrayBuffer());
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(whole.subarray(0, whole.length - 1_000_000));
          await until(async () => server.unfinished().length > 0);
          controller.error(new Error("socket hang up"));
        },
      });
      const headers = { "content-type": form.headers.get("content-type") ?? "" };
      const cut = new Request(form.url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
      expect(await receiveUpload(cut)).toMatchObject({ refusal: { code: "upload_malformed" } });
      expect(server.keys()).toEqual(before);
      expect(server.unfinished()).toEqual([]);
    });

    test("a file that is gone is said to be, and a bucket that does not answer too", async () => {
      const file = await upload("a.csv", Buffer.from("name\nRose\n"));
      const { id } = await call("POST", "/uploads", {}, { file });
      expect((await checkHealth()).objects).toBe("ok");
      await server.pause();
      const unreachable = await fetchApi("GET", `/uploads/${id}/preview`);
      expect(unreachable.status).toBe(503);
      expect(await unreachable.json()).toMatchObject({ code: "object_store_unavailable" });
      const body = formOf("b.csv", Buffer.from("name\nRose\n"));
      expect(await receiveUpload(body)).toMatchObject({ refusal: { code: "object_store_unavailable" } });
      expect(await checkHealth()).toMatchObject({ status: "failing", objects: "failing", database: "ok" });
      await server.resume();
      const { objectStore } = await import("#lib/objects/open-store.ts");
      await (await objectStore()).delete(`uploads/${file.uploadId}`);
      const gone = await fetchApi("GET", `/uploads/${id}/preview`);
      expect(await gone.json()).toMatchObject({ code: "upload_gone" });
    });

    test("a worker with a wrong secret does not start, and says what to do without telling it", async ({
      skip,
    }) => {
      skip(database().kind === "embedded", "the embedded database serves one process");
      const refused = startWorker(server.url({ secret: "hush-hush" }));
      expect(await refused.exited).toBe(1);
      expect(refused.output()).toMatch(/does not accept the key or the secret \(SignatureDoesNotMatch\)/);
      expect(refused.output()).toContain("OBJECT_STORE_URL");
      expect(refused.output()).not.toContain("hush-hush");
      expect(refused.output()).not.toContain("    at ");
    });

    async function upload(fileName: string, content: Uint8Array) {
      const received = await receiveUpload(formOf(fileName, content));
      if (!received.ok || !received.value.file) throw new Error("The file did not arrive.");
      return received.value.file;
    }

    async function publish(id: string, format: string) {
      const publication = await call("POST", "/publications", {
        batchId: id,
        channel: { kind: "file", format },
      });
      await until(async () => {
        const { status } = await call("GET", `/publications/${publication.id}`);
        if (status === "failed") throw new Error("It was not published.");
        return status === "succeeded";
      }, 60_000);
      const label = await fetchApi("GET", `/publications/${publication.id}/label`);
      expect(await label.json()).toMatchObject({ AIGC: { ProduceID: publication.id } });
      const file = await fetchApi("GET", `/publications/${publication.id}/file`);
      expect(file.status).toBe(200);
      return { id: publication.id as string, file };
    }
  },
);

function formOf(fileName: string, content: Uint8Array): Request {
  const body = new FormData();
  body.append("file", new File([content as Uint8Array<ArrayBuffer>], fileName));
  return new Request("http://localhost/", { method: "POST", body });
}

function fetchApi(method: string, path: string, input?: unknown, context: object = {}): Promise<Response> {
  const body = input === undefined ? {} : { body: JSON.stringify(input) };
  const headers = { "content-type": "application/json" };
  const request = new Request(`http://localhost/api/v1${path}`, { method, headers, ...body });
  return handleApi(request, { actor: manager, locale: "en", ...context });
}

async function call(...asked: Parameters<typeof fetchApi>) {
  const answer = await fetchApi(...asked);
  const body = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(body));
  return body;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
