import { createHash, randomBytes } from "node:crypto";
import type { LookupFunction } from "node:net";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { channels } from "#db/schema/publishing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { parseBucketAddress } from "#lib/objects/bucket-address.ts";
import { bucketStore } from "#lib/objects/bucket-store.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { changeChannel, createChannel } from "#lib/publishing/managed/save-channel.ts";
import { testChannel } from "#lib/publishing/managed/test-channel.ts";
import { viewChannel } from "#lib/publishing/managed/view-channels.ts";
import { readPublication } from "#lib/publishing/read-publications.ts";
import { recall } from "#lib/publishing/recalls/recall.ts";
import { undoPublication } from "#lib/publishing/undo-publication.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type ObjectServer, startObjectServer } from "#tests/fixtures/object-server.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedMember } from "../review/seed-batch.ts";
import { addChannel, approvedPerfumes, publishTo, retitle, rowOf } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });
const dataDir = temporaryFolder();

describeOnDatabase("buckets of one's own", () => {
  let admin: Actor;
  let operator: Actor;
  let server: ObjectServer;
  let config: Record<string, unknown>;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    process.env.ENCRYPTION_KEY = randomBytes(32).toString("base64");
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });
  beforeEach(async () => {
    server = await startObjectServer();
    const { endpoint, bucket, accessKeyId, secretAccessKey } = parseBucketAddress(server.url());
    config = { endpoint, bucket, accessKeyId, secretAccessKey, prefix: "out", allowPrivateNetwork: true };
    return () => server.stop();
  });

  const channelOf = async (more: Record<string, unknown> = {}, terms: object = {}) =>
    (await addChannel(admin, { kind: "s3", config: { ...config, ...more }, ...terms })).id;

  async function contentOf(key: string): Promise<Buffer> {
    const found = await bucketStore<string>(parseBucketAddress(server.url())).get(key);
    const parts: Buffer[] = [];
    for await (const part of found!.content) parts.push(part as Buffer);
    return Buffer.concat(parts);
  }

  const manifestOf = async (id: string) =>
    JSON.parse((await contentOf(`out/${id}/manifest.json`)).toString());

  for (const format of ["jsonl", "csv", "xlsx"] as const)
    test(`a publication is a ${format} file and the manifest that names it, with checksums, items and labels`, async () => {
      const id = await channelOf({ format });
      const batchId = await approvedPerfumes(operator, 3);
      const publicationId = await publishTo(operator, batchId, id);
      expect(await rowOf(publicationId)).toMatchObject({
        status: "succeeded",
        failure: null,
        itemsWritten: 3,
      });
      const manifest = await manifestOf(publicationId);
      expect(manifest).toMatchObject({
        ...{
          publicationId,
          batch: "Perfumes",
          ai_generated: true,
          AIGC: { Label: "1", ProduceID: publicationId },
        },
        items: [1, 2, 3].map((n) => ({
          key: `00000${n}`,
          language: "en",
          itemId: `${batchId}.${n - 1}`,
          version: 1,
        })),
      });
      const [file] = manifest.files;
      const content = await contentOf(`out/${publicationId}/${file.name}`);
      expect(content.length).toBe(file.bytes);
      expect(createHash("sha256").update(content).digest("hex")).toBe(file.sha256);
      expect(server.keys()).toEqual([
        `out/${publicationId}/${file.name}`,
        `out/${publicationId}/manifest.json`,
      ]);
      expect(given(await readPublication(operator, publicationId))).toMatchObject({
        ...{ fileName: null, reference: `s3://presswork/out/${publicationId}/manifest.json` },
      });
    });

  test("what changed goes, what is recalled does not, and a held publication can be undone", async () => {
    const id = await channelOf({}, { holdSeconds: 60 });
    const batchId = await approvedPerfumes(operator, 3);
    const held = given(await createPublication(operator, { batchId, channel: { channelId: id } }));
    given(await undoPublication(operator, held.id));
    given(await changeChannel(admin, id, { holdSeconds: 0 }));
    const first = await publishTo(operator, batchId, id);
    await retitle(batchId, [1], "Another");
    const second = await manifestOf(await publishTo(operator, batchId, id));
    expect(second.items.map(({ key, version }: { key: string; version: number }) => [key, version])).toEqual([
      ["000002", 2],
    ]);
    given(
      await recall(operator, {
        publicationId: first,
        reason: "x",
        leave: "nothing",
        itemIds: [`${batchId}.0`],
      }),
    );
    const third = await manifestOf(await publishTo(operator, batchId, id, "all"));
    expect(third.items.map(({ key }: { key: string }) => key)).toEqual(["000002", "000003"]);
  });

  test("a run that is cut off before its end leaves no manifest, and the next run makes it whole", async () => {
    const id = await channelOf();
    const batchId = await approvedPerfumes(operator, 2);
    const { id: publicationId } = given(
      await createPublication(operator, { batchId, channel: { channelId: id } }),
    );
    await server.pause();
    await expect(writePublication({ publicationId }, new AbortController().signal)).rejects.toThrow();
    await server.resume();
    expect(server.keys()).toEqual([]);
    await writePublication({ publicationId }, new AbortController().signal);
    expect((await manifestOf(publicationId)).items).toHaveLength(2);
  });

  test("the test button writes a probe, reads it and leaves nothing; what is wrong is said", async () => {
    const test = async (id: string) => given(await testChannel(admin, id));
    const id = await channelOf();
    expect(await test(id)).toMatchObject({ status: "ok" });
    expect(server.keys()).toEqual([]);
    expect([...server.everPut()]).toEqual([expect.stringMatching(/^out\/presswork-probe-/)]);
    expect(await test(await channelOf({ secretAccessKey: "wrong" }))).toMatchObject({
      failure: { code: "s3_key_refused" },
    });
    expect(await test(await channelOf({ bucket: "nothing-here" }))).toMatchObject({
      failure: { code: "s3_no_bucket" },
    });
    await server.pause();
    expect(await test(id)).toMatchObject({ failure: { code: "s3_unreachable" } });
    await server.resume();
  });

  test("a bucket that refuses fails the publication at once and says why", async () => {
    const id = await channelOf({ bucket: "nothing-here" });
    const publicationId = await publishTo(operator, await approvedPerfumes(operator, 1), id);
    expect(await rowOf(publicationId)).toMatchObject({ status: "failed", failure: { code: "s3_no_bucket" } });
  });

  test("addresses inside this network are refused unless the channel allows them, by name as well", async () => {
    const refused = await createChannel(admin, {
      ...{ name: "Inside", kind: "s3", config: { ...config, allowPrivateNetwork: false } },
    });
    expect(refused).toMatchObject({
      refusal: { fields: [{ path: "config.endpoint", code: "private_address" }] },
    });
    const path = await createChannel(admin, {
      ...{ name: "Path", kind: "s3", config: { ...config, endpoint: `${config.endpoint}/presswork` } },
    });
    expect(path).toMatchObject({ refusal: { fields: [{ code: "s3_endpoint_path" }] } });
    // A name tells nothing until it is resolved.
    const id = await channelOf();
    await db().execute(
      sql`update channels set settings = settings || ${JSON.stringify({
        ...{
          endpoint: String(config.endpoint).replace("127.0.0.1", "localtest.localhost."),
          allowPrivateNetwork: false,
        },
      })}::jsonb where id = ${id}`,
    );
    expect(given(await testChannel(admin, id))).toMatchObject({ failure: { code: "s3_private_address" } });
    const inside: LookupFunction = (name, _, told) =>
      told(Object.assign(new Error(name), { code: "private_address" }), []);
    const address = { ...parseBucketAddress(server.url()), endpoint: "http://store.example.com" };
    await expect(bucketStore<string>(address, { lookup: inside }).get("x")).rejects.toMatchObject({
      facts: { code: "private_address" },
    });
    expect(server.receivedBytes()).toBe(0);
  });

  test("the secret is sealed, never shown or written down, stays where it is left out, and is changed where it is given", async () => {
    const missing = await createChannel(admin, {
      ...{ name: "None", kind: "s3", config: { ...config, secretAccessKey: undefined } },
    });
    expect(missing).toMatchObject({
      refusal: { fields: [{ path: "config.secretAccessKey", code: "channel_secret_missing" }] },
    });
    const id = await channelOf();
    const secret = String(config.secretAccessKey);
    const shown = given(await viewChannel(admin, id));
    expect(shown).toMatchObject({ hasSecret: true, config: { accessKeyId: config.accessKeyId } });
    expect(given(await viewChannel(operator, id)).config).not.toHaveProperty("accessKeyId");
    const rows = JSON.stringify([
      await db().select().from(channels),
      await db().select().from(auditLog),
      shown,
    ]);
    expect(rows).not.toContain(secret);
    given(await changeChannel(admin, id, { config: { prefix: "else/" } }));
    expect(given(await testChannel(admin, id))).toMatchObject({ status: "ok" });
    given(await changeChannel(admin, id, { config: { secretAccessKey: "another" } }));
    expect(given(await testChannel(admin, id))).toMatchObject({ failure: { code: "s3_key_refused" } });
    expect(await changeChannel(admin, id, { config: { prefix: "../up" } })).toMatchObject({ ok: false });
  });
});
