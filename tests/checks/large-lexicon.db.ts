import { expect, test } from "vitest";
import { POST, PUT } from "#app/api/v1/[...rest]/route.ts";
import { addMember, addToken } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const entries = Array.from({ length: 30_000 }, (_, n) => ({
  term: `forbidden word ${n}`,
  severity: "block",
  clause: "A rule that is cited at some length, as rules are",
  exceptions: [],
}));

async function send(method: "POST" | "PUT", path: string, body: unknown, token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const request = new Request(`http://localhost/api/v1${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  return (method === "POST" ? POST : PUT)(request);
}

describeOnDatabase("a lexicon of tens of thousands of terms", () => {
  test("is taken from who may write lexicons, and from nobody else is so much read", async () => {
    const { id: managerId } = await addMember(["manager"]);
    const { id: operatorId } = await addMember(["operator"]);
    const { token: manager } = await addToken(managerId);
    const { token: operator } = await addToken(operatorId);
    const made = await send("POST", "/lexicons", { name: "Many", languages: ["en"], entries: [] }, manager);
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    expect((await send("PUT", `/lexicons/${id}/entries`, { entries }, manager)).status).toBe(200);
    expect((await send("PUT", `/lexicons/${id}/entries`, { entries }, operator)).status).toBe(413);
    expect((await send("POST", "/templates", { name: "x", entries }, manager)).status).toBe(413);
  });
});
