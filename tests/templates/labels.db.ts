import { createRouterClient } from "@orpc/server";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import { templateLabelMoves } from "#db/schema/template-labels.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { Role } from "#lib/auth/role.ts";
import { runScheduleNow } from "#lib/batches/schedules/run-schedule.ts";
import { newId } from "#lib/new-id.ts";
import { addMember } from "#tests/auth/people.ts";
import { type Materials, makeMaterials } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";

describeOnDatabase("the label production", () => {
  let provider: TestProvider;
  let materials: Materials;
  let template: { id: string; first: string; second: string };
  let olga: Actor;
  let mia: Actor;

  const api = (actor: Actor) => createRouterClient(router, { context: { actor, locale: "en" as const } });
  const someone = async (...roles: Role[]): Promise<Actor> => {
    const { id } = await addMember(roles);
    return { memberId: id, name: "Olga", roles, via: "token" };
  };
  const ask = (actor: Actor, versionId: string) =>
    api(actor).templates.labels.request({ id: template.id, label: "production", versionId });
  const approve = (actor: Actor, versionId?: string) =>
    api(actor).templates.labels.approve({ id: template.id, label: "production", versionId });
  const labelOf = async () => (await api(olga).templates.find({ id: template.id })).labels[0];
  const followed = () => {
    const { templateVersionId: _, ...scope } = materials;
    return { ...scope, templateId: template.id, templateLabel: "production" as const };
  };
  const terms = () => ({ ...followed(), budgetCap: { amount: "5", currency: "USD" } });
  const versionOf = async (batchId: string) =>
    (await db().select().from(batches).where(eq(batches.id, batchId)))[0]?.templateVersionId;

  beforeEach(async () => {
    provider ??= await startProvider();
    materials = await makeMaterials({ providerUrl: provider.url, rows: 2 });
    olga = await someone("operator");
    mia = await someone("manager");
    const of = eq(templateVersions.id, materials.templateVersionId);
    const [version] = await db().select().from(templateVersions).where(of);
    if (!version) throw new Error("There is a version.");
    const second = newId();
    await db()
      .insert(templateVersions)
      .values({ ...version, id: second, number: (version.number ?? 0) + 1 });
    await db()
      .insert(templateVersions)
      .values({ ...version, id: newId(), number: null, state: "draft" });
    template = { id: version.templateId, first: version.id, second };
  });
  afterAll(() => provider.stop());

  test("stays where it is until another person has approved, and both are in the audit log", async () => {
    expect(await ask(olga, template.first)).toEqual({ status: "pending", versionId: template.first });
    expect(await labelOf()).toMatchObject({
      current: null,
      pending: { versionId: template.first, requestedBy: { memberId: olga.memberId } },
    });
    await approve(mia, template.first);
    expect(await labelOf()).toMatchObject({ current: { versionId: template.first }, pending: null });
    const entries = await db().select().from(auditLog).where(eq(auditLog.targetId, template.id));
    const said = new Map(entries.map(({ action, actorId, after }) => [action, { actorId, after }]));
    expect(said.get("templates.request_label")).toMatchObject({ actorId: olga.memberId });
    expect(said.get("templates.move_label")).toMatchObject({
      actorId: mia.memberId,
      after: { label: "production", versionId: template.first, requestedBy: olga.memberId },
    });
  });

  test("is never moved by whoever asked, with whatever roles, nor by way of the database", async () => {
    const both = await someone("operator", "manager", "admin");
    await ask(both, template.first);
    await expect(approve(both)).rejects.toMatchObject({ code: "label_own_request", status: 403 });
    expect(await labelOf()).toMatchObject({ current: null });
    const waits = and(
      eq(templateLabelMoves.templateId, template.id),
      eq(templateLabelMoves.state, "pending"),
    );
    const alone = { state: "approved", decidedBy: both.memberId, decidedAt: new Date() } as const;
    await expect(db().update(templateLabelMoves).set(alone).where(waits)).rejects.toThrow();
  });

  test("is asked for by who may publish, and approved by operators, managers and admins", async () => {
    for (const role of ["reviewer", "manager", "admin"] as const)
      await expect(ask(await someone(role), template.first)).rejects.toMatchObject({ code: "forbidden" });
    await ask(olga, template.first);
    await expect(approve(await someone("reviewer"))).rejects.toMatchObject({ code: "forbidden" });
    await approve(await someone("admin"));
    expect(await labelOf()).toMatchObject({ current: { versionId: template.first } });
  });

  test("goes only to what was seen: a later request takes the place of the one before", async () => {
    await ask(olga, template.first);
    await ask(olga, template.second);
    await expect(approve(mia, template.first)).rejects.toMatchObject({ code: "conflict" });
    await approve(mia, template.second);
    expect(await labelOf()).toMatchObject({ current: { versionId: template.second }, pending: null });
  });

  test("approved twice at once moves once", async () => {
    await ask(olga, template.first);
    const [one, other] = await Promise.allSettled([approve(mia), approve(await someone("admin"))]);
    expect([one.status, other.status].toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("withdrawn stays where it was, and nothing is left to approve", async () => {
    await ask(olga, template.first);
    await approve(mia);
    await ask(olga, template.second);
    await api(olga).templates.labels.withdraw({ id: template.id, label: "production" });
    await expect(approve(mia)).rejects.toMatchObject({ code: "label_not_asked_for", status: 409 });
    expect(await labelOf()).toMatchObject({ current: { versionId: template.first }, pending: null });
  });

  test("goes to no draft, no other template's version, and not to where it is", async () => {
    const { draft } = await api(olga).templates.find({ id: (await copyOf()).id });
    await expect(ask(olga, draft.id)).rejects.toMatchObject({ code: "template_version_not_found" });
    await expect(ask(olga, "nonsense")).rejects.toMatchObject({ code: "template_version_not_found" });
    await ask(olga, template.first);
    await approve(mia);
    await expect(ask(olga, template.first)).rejects.toMatchObject({ code: "label_is_there", status: 409 });
  });

  const copyOf = () =>
    api(olga).templates.create({
      name: `Other ${newId()}`,
      sections: { instruction: "x" },
      inputs: [],
      outputs: [],
    } as never);

  describe("followed by a launch", () => {
    test("is the version that has it at that moment, in the preview too", async () => {
      await ask(olga, template.first);
      await approve(mia);
      expect(await api(olga).batches.preview(followed())).toMatchObject({ itemCount: 2 });
      const before = await api(olga).batches.launch({ ...terms(), name: "Before" });
      await ask(olga, template.second);
      const waiting = await api(olga).batches.launch({ ...terms(), name: "While it waits" });
      await approve(mia);
      const after = await api(olga).batches.launch({ ...terms(), name: "After" });
      expect(await Promise.all([before, waiting, after].map(({ id }) => versionOf(id)))).toEqual([
        template.first,
        template.first,
        template.second,
      ]);
    });

    test("is refused while no version has it, and beside a version or alone", async () => {
      const refused = (change: object) => api(olga).batches.launch({ ...terms(), name: "x", ...change });
      await expect(refused({})).rejects.toMatchObject({ code: "label_on_no_version" });
      await expect(refused({ templateId: "nonsense" })).rejects.toMatchObject({
        code: "label_on_no_version",
      });
      for (const change of [
        { templateVersionId: template.first },
        { templateLabel: undefined },
        { templateId: undefined },
        { templateId: undefined, templateLabel: undefined },
      ])
        await expect(refused(change)).rejects.toMatchObject({ code: "version_or_label" });
    });
  });

  test("followed by a schedule is found anew each time, and the schedule says so", async () => {
    await ask(olga, template.first);
    await approve(mia);
    const { id } = await api(olga).schedules.create({
      ...{ name: "Every morning", cron: "0 9 * * *", timeZone: "Asia/Shanghai", launch: terms() },
    });
    expect((await api(olga).schedules.get({ id })).template).toMatchObject({
      ...{ id: template.id, versionId: template.first, label: "production" },
    });
    const first = await runScheduleNow(olga, id);
    await ask(olga, template.second);
    await approve(mia);
    const second = await runScheduleNow(olga, id);
    expect(first.ok && (await versionOf(first.value.id))).toBe(template.first);
    expect(second.ok && (await versionOf(second.value.id))).toBe(template.second);
    const { items } = await api(olga).schedules.list({ limit: 50 });
    expect(items.find((one) => one.id === id)?.template).toMatchObject({ versionId: template.second });
  });
});
