import { addPerson, made, post } from "../fixtures/console.ts";
import type { Console } from "../fixtures/start-console.ts";

/** Approves the first items of a batch through the API, as a reviewer of its own. */
export async function approve(app: Console, batchId: string, limit: number): Promise<void> {
  const reviewer = await addPerson(app, ["reviewer"]);
  const { claims } = await made<{ claims: { itemId: string; token: number; outputVersion: number }[] }>(
    app.api("/review/claims", { ...post({ batchId, limit }), token: reviewer.token }),
  );
  const decisions = claims.map(({ itemId, token, outputVersion }) => ({
    ...{ itemId, token, outputVersion, decision: "approve" },
  }));
  await made(app.api("/review/decisions", { ...post(decisions), token: reviewer.token }));
}
