import { afterEach, expect, test, vi } from "vitest";
import { GET, HEAD, POST } from "#app/api/v1/[...rest]/route.ts";
import { addMember, addToken } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const API = "http://console.internal:3000/api/v1";

describeOnDatabase("the API behind proxies and asked by tools", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("answers HEAD as it answers GET, without the body", async () => {
    const { id } = await addMember(["operator"]);
    const authorization = `Bearer ${(await addToken(id)).token}`;
    const ask = (path: string, method: string) => {
      const request = new Request(`${API}${path}`, { method, headers: { authorization } });
      return method === "HEAD" ? HEAD(request) : GET(request);
    };
    for (const path of ["/me", "/batches?limit=1", "/batches/nothing", "/nowhere", "/members"]) {
      const [head, get] = [await ask(path, "HEAD"), await ask(path, "GET")];
      expect([path, head.status]).toEqual([path, get.status]);
      expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
      expect(await head.text()).toBe("");
    }
    expect((await HEAD(new Request(`${API}/me`, { method: "HEAD" }))).status).toBe(401);
  });

  // Over plain http browsers say no Sec-Fetch-Site, and nginx by itself names its upstream as the host.
  test("takes a change from where people reach it, though a proxy names another host, and from nowhere else", async () => {
    const from = async (origin: string) => {
      const headers = { origin, host: "127.0.0.1:3000", "content-type": "application/json" };
      const body = JSON.stringify({ name: "x" });
      return (await POST(new Request(`${API}/datasets`, { method: "POST", headers, body }))).status;
    };
    vi.stubEnv("PUBLIC_URL", "http://presswork.intranet");
    // Nobody is signed in here: who is let through to that is told so.
    expect(await from("http://presswork.intranet")).toBe(401);
    expect(await from("http://127.0.0.1:3000")).toBe(401);
    for (const other of [
      "http://presswork.intranet.evil.example",
      "http://evil.example",
      "null",
      "http://presswork.intranet:81",
    ])
      expect([other, await from(other)]).toEqual([other, 403]);
    vi.stubEnv("PUBLIC_URL", "");
    expect(await from("http://presswork.intranet")).toBe(403);
  });
});
