import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { receiveUpload } from "#lib/api/receive-upload.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const folder = temporaryFolder();
process.env.DATA_DIR = folder;

/** Whatever is on the disk, whole or half-way. */
const uploads = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const url = "http://localhost/api/v1/datasets";

function formRequest(parts: Record<string, string | File>): Request {
  const body = new FormData();
  for (const [name, part] of Object.entries(parts)) body.append(name, part);
  return new Request(url, { method: "POST", body });
}

test("a file goes to disk and the other parts are read, JSON as JSON", async () => {
  const received = await receiveUpload(
    formRequest({
      mapping: '{"品名":"name"}',
      file: new File(["sku,name\n1,玫瑰\n"], "香水 “夏”.csv"),
      headerRow: "2",
    }),
  );
  if (!received.ok) throw new Error(received.refusal.code);
  const { file, fields } = received.value;
  expect(fields).toEqual({ mapping: { 品名: "name" }, headerRow: "2" });
  const sha256 = createHash("sha256").update("sku,name\n1,玫瑰\n").digest("hex");
  expect(file).toMatchObject({ fileName: "香水 “夏”.csv", bytes: 18, sha256 });
  expect(readFileSync(join(folder, "uploads", file?.uploadId ?? ""), "utf8")).toBe("sku,name\n1,玫瑰\n");
});

// unmade/shelf-back#50, sqzw-x/amane#112
test("a file is called alike whichever system it is sent from", async () => {
  const name = "Größen für Möbel.csv";
  const received = await receiveUpload(formRequest({ file: new File(["a\n"], name.normalize("NFD")) }));
  expect(received).toMatchObject({ value: { file: { fileName: name } } });
});

test("a form without a file has none", async () => {
  const received = await receiveUpload(formRequest({ name: "x" }));
  expect(received).toEqual({ ok: true, value: { fields: { name: "x" } } });
});

test("a file over the limit is refused and leaves nothing behind", async () => {
  const before = uploads().length;
  const received = await receiveUpload(
    formRequest({ file: new File(["x".repeat(5_000)], "big.csv") }),
    1_000,
  );
  expect(received).toMatchObject({ ok: false, refusal: { code: "upload_too_large" } });
  expect(uploads()).toHaveLength(before);
});

test("a connection lost in the middle leaves nothing behind", async () => {
  const before = uploads().length;
  const whole = new Uint8Array(
    await formRequest({ file: new File(["x".repeat(200_000)], "cut.csv") }).arrayBuffer(),
  );
  const boundary = new TextDecoder().decode(whole.subarray(2, whole.indexOf(13)));
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(whole.subarray(0, 100_000));
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.error(new Error("socket hang up"));
    },
  });
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  const request = new Request(url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
  expect(await receiveUpload(request)).toMatchObject({ ok: false, refusal: { code: "upload_malformed" } });
  expect(uploads()).toHaveLength(before);
});

test("a form cut short is refused and leaves nothing behind", async () => {
  const before = uploads().length;
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const body = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku,na';
  const request = new Request(url, { method: "POST", headers, body });
  expect(await receiveUpload(request)).toMatchObject({ ok: false, refusal: { code: "upload_malformed" } });
  expect(uploads()).toHaveLength(before);
});
