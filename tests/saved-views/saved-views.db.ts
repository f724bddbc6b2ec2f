import { createRouterClient } from "@orpc/server";
import { expect, test } from "vitest";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const someone = (): Actor => ({ memberId: newId(), name: "S", roles: ["reviewer"], via: "session" });
const api = (actor: Actor) => createRouterClient(router, { context: { actor, locale: "en" as const } }).views;

describeOnDatabase("saved views", () => {
  test("everybody keeps their own of a list, and sees nobody else's", async () => {
    const [ann, ben] = [someone(), someone()];
    await api(ann).keep({ list: "batches", name: "Failed", query: "status=failed" });
    await api(ann).keep({ list: "ledger", name: "Lost", query: "kind=unknown" });
    await api(ben).keep({ list: "batches", name: "Failed", query: "status=failed&by=me" });
    expect((await api(ann).list({ list: "batches" })).items).toMatchObject([
      { name: "Failed", query: "status=failed" },
    ]);
    const [theirs] = (await api(ben).list({ list: "batches" })).items;
    await expect(api(ann).forget({ id: theirs?.id ?? "" })).rejects.toMatchObject({ status: 404 });
    await api(ben).forget({ id: theirs?.id ?? "" });
    expect((await api(ben).list({ list: "batches" })).items).toEqual([]);
  });

  test("a name that is used again stands for what was kept last", async () => {
    const ann = someone();
    const { id } = await api(ann).keep({ list: "batches", name: "Mine", query: "by=me" });
    expect(await api(ann).keep({ list: "batches", name: " Mine ", query: "by=me&sort=spent" })).toEqual({
      id,
    });
    expect((await api(ann).list({ list: "batches" })).items).toEqual([
      { id, name: "Mine", query: "by=me&sort=spent" },
    ]);
  });

  test("what is no view is refused", async () => {
    const ann = someone();
    await expect(api(ann).forget({ id: "x" })).rejects.toMatchObject({ status: 404 });
    await expect(api(ann).keep({ list: "batches", name: " ", query: "" })).rejects.toThrow();
    for (let n = 0; n < 50; n++) await api(ann).keep({ list: "batches", name: `View ${n}`, query: "" });
    await expect(api(ann).keep({ list: "batches", name: "One more", query: "" })).rejects.toMatchObject({
      data: { code: "too_many_views" },
    });
    await api(ann).keep({ list: "batches", name: "View 7", query: "sort=name" });
  });
});
