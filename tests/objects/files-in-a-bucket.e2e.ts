import { existsSync } from "node:fs";
import { join } from "node:path";
import { addPerson, expect, made, test } from "#tests/fixtures/console.ts";
import { startObjectServer } from "#tests/fixtures/object-server.ts";
import { startConsole } from "#tests/fixtures/start-console.ts";

test("the console keeps what is uploaded in the bucket, and nothing of it on its own disk", async () => {
  const server = await startObjectServer();
  const app = await startConsole({ env: { OBJECT_STORE_URL: server.url() } });
  try {
    const { token } = await addPerson(app, ["operator"]);
    const body = new FormData();
    body.append("file", new File(["name,price\nRose,1\nIris,x\n"], "perfumes.csv"));
    body.append("columns", JSON.stringify([{ name: "price", type: "number" }]));
    const { id } = await made<{ id: string }>(app.api("/datasets", { method: "POST", body, token }));
    const dataset = () => made<{ status: string; rowCount: number }>(app.api(`/datasets/${id}`));
    await expect.poll(async () => (await dataset()).status, { timeout: 90_000 }).toBe("ready");
    const errors = await app.api(`/datasets/${id}/errors/file`);
    expect(errors.headers.get("content-disposition")).toContain('filename="perfumes - errors.csv"');
    expect(await errors.text()).toContain("Iris,x,3,price is not a number.");
    expect(server.keys()).toHaveLength(2);
    expect(existsSync(join(app.dataDir, "uploads"))).toBe(false);

    const health = async () => (await fetch(`${app.url}/api/health`)).json();
    expect(await health()).toMatchObject({ status: "ok", objects: "ok" });
    await server.pause();
    expect(await health()).toMatchObject({ status: "failing", objects: "failing" });
    const lost = await app.api("/uploads", { method: "POST", body: fileOf("b.csv"), token });
    expect([lost.status, (await lost.json()).code]).toEqual([503, "object_store_unavailable"]);
    expect(app.output()).not.toContain(encodeURIComponent("s/e+c@r:e%t"));
    await server.resume();
    expect(await health()).toMatchObject({ status: "ok", objects: "ok" });
  } finally {
    await app.stop();
    await server.stop();
  }
});

function fileOf(name: string): FormData {
  const body = new FormData();
  body.append("file", new File(["name\nRose\n"], name));
  return body;
}
