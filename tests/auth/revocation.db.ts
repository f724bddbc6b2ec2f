import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { GET } from "#app/api/v1/[...rest]/route.ts";
import { db } from "#db/client.ts";
import { datasets } from "#db/schema/datasets.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { endSession } from "#lib/auth/end-session.ts";
import { resetPassword } from "#lib/auth/reset-password.ts";
import { revokeToken } from "#lib/auth/revoke-token.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { addMember, addToken, maker } from "./people.ts";

const secret = "a secret for tests only";
const SECONDS = 5;

describeOnDatabase("an open stream of events", () => {
  const datasetId = newId();
  beforeAll(async () => {
    process.env.AUTH_SECRET = secret;
    await db()
      .insert(datasets)
      .values({ id: datasetId, name: "Never done", status: "importing", createdBy: newId() });
  });

  async function listen(headers: Record<string, string>) {
    const request = new Request(`http://localhost/api/v1/datasets/${datasetId}/events`, { headers });
    const answer = await GET(request);
    expect(answer.status).toBe(200);
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    let isOver = false;
    const over = (async () => {
      while (!(await reader.read()).done);
      isOver = true;
    })();
    return {
      isOver: () => isOver,
      endsInSeconds: () => Promise.race([over.then(() => true), wait(SECONDS * 1_000).then(() => false)]),
      close: () => reader.cancel(),
    };
  }

  const ways: [
    string,
    (person: Awaited<ReturnType<typeof someone>>) => Promise<unknown>,
    "session" | "token",
  ][] = [
    ["they sign out", ({ sessionId }) => endSession(sessionId), "session"],
    ["they are disabled", ({ id }) => changeMember(maker, id, { state: "disabled" }), "session"],
    ["a role of theirs is taken", ({ id }) => changeMember(maker, id, { roles: ["reviewer"] }), "session"],
    ["their password is reset", ({ id }) => resetPassword(maker, id, undefined), "session"],
    ["the token is revoked", ({ tokenId }) => revokeToken(maker, tokenId), "token"],
    ["the token's member is disabled", ({ id }) => changeMember(maker, id, { state: "disabled" }), "token"],
    ["the token's member gets a new password", ({ id }) => resetPassword(maker, id, undefined), "token"],
  ];

  describe("ends within seconds", () => {
    test.each(ways)("when %s", async (_, takeAccess, by) => {
      const person = await someone();
      const stream = await listen(by === "token" ? person.asToken : person.asBrowser);
      await takeAccess(person);
      expect(await stream.endsInSeconds()).toBe(true);
    });
  });

  test("goes on for who keeps their access, and for who is given more", async () => {
    const person = await someone();
    const stream = await listen(person.asToken);
    await changeMember(maker, person.id, { roles: ["operator", "reviewer", "manager"] });
    await wait(3_000);
    expect(stream.isOver()).toBe(false);
    await stream.close();
  });
});

async function someone() {
  const { id, sessionId } = await addMember(["operator", "reviewer"]);
  const token = await addToken(id);
  return {
    id,
    sessionId,
    tokenId: token.id,
    asToken: { authorization: `Bearer ${token.token}` } as Record<string, string>,
    asBrowser: {
      cookie: `presswork.session=${await encode({ token: { sessionId }, secret })}`,
      "sec-fetch-site": "same-origin",
    } as Record<string, string>,
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
