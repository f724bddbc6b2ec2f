import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findAsset } from "#db/queries/images/assets.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { attempts } from "#db/schema/spend.ts";
import type { Payer } from "#lib/calls/ledger-entry.ts";
import { entryOf } from "#lib/calls/ledger-entry.ts";
import { type Account, pay, type SettledCall } from "#lib/calls/pay.ts";
import { type DrawingPlace, drawingFor } from "#lib/images/drawing/drawing.ts";
import { drawingRequest } from "#lib/images/drawing/drawing-request.ts";
import type { DrawingWish } from "#lib/images/drawing/drawing-wish.ts";
import { inspectPicture } from "#lib/images/inspect-picture.ts";
import { keepAsset } from "#lib/images/keep-asset.ts";
import { readAsset } from "#lib/images/read-asset.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { newId } from "#lib/new-id.ts";
import { CallGate } from "#lib/pacing/call-gate.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { answerWith } from "#tests/models/answer-with.ts";
import { callable } from "#tests/models/callable.ts";
import { type MisbehavingServer, misbehavingServer } from "#tests/models/misbehaving-server.ts";
import { FakePacing } from "#tests/pacing/fake-pacing.ts";
import { bottle } from "./some-pictures.ts";

vi.setConfig({ testTimeout: 60_000 });

const memberId = newId();
const signal = new AbortController().signal;
const wish: DrawingWish = {
  ...{ task: "edit", prompt: "On green moss", avoid: "", mayChange: "all" },
  ...{ size: "512x512", quality: "low" },
};
const price = {
  ...callable({}).price,
  id: newId(),
  inputPerMTok: "5",
  pictureInputPerMTok: "10",
  outputPerMTok: "40",
};

/** An account that writes each call into the ledger as it ends, unless it dies first. */
class LedgerAccount implements Account {
  standing = null;
  settled: SettledCall[] = [];
  readonly #payer: Payer;
  readonly #dies: boolean;

  constructor(runId: string, dies = false) {
    this.#payer = {
      ...{ run: { kind: "batch", id: runId }, templateId: null, templateVersionId: null },
      ...{ memberId, currency: "USD" },
    };
    this.#dies = dies;
  }

  async reserve() {
    return { kind: "reserved" as const };
  }

  async settle(call: SettledCall) {
    if (this.#dies) throw new Error("killed");
    this.settled.push(call);
    const { reservation, model, outcome, settlement } = call;
    const entry = entryOf(this.#payer, { key: reservation.key, language: null, model }, outcome, settlement);
    await recordAttempts(db(), entry ? [entry] : []);
    return true;
  }
}

describeOnDatabase("pictures that a model draws", (database) => {
  let sandbox: RunningSandbox;
  let provider: MisbehavingServer | undefined;
  let sourceId: string;
  let source: Buffer;
  process.env.DATA_DIR = temporaryFolder();

  beforeAll(async () => {
    sandbox = await startSandbox();
    source = await bottle("#ffffff").png().toBuffer();
    const facts = await inspectPicture(source);
    if (!facts.ok) throw new Error("The picture is none.");
    const sha256 = createHash("sha256").update(source).digest("hex");
    const asset = await keepAsset(memberId, {
      ...{ input: source, sha256, bytes: source.length, facts: facts.value, name: "bottle.png" },
    });
    sourceId = asset.id;
  });
  beforeEach(() => fetch(`${sandbox.url}/bill`, { method: "DELETE" }));
  afterAll(async () => {
    await sandbox.close();
    await provider?.close();
  });

  const model = (given: Partial<CallableModel> = {}) =>
    callable({
      ...{ id: newId(), name: "sandbox-picture", providerKind: "sandbox", baseUrl: `${sandbox.url}/v1` },
      ...{ price, headers: { "x-sandbox-latency-ms": "0" }, ...given },
    });
  const bill = async () =>
    ((await (await fetch(`${sandbox.url}/bill`)).json()) as { total: { calls: number; pictures?: number } })
      .total;
  const ledger = (runId: string) => database().db.select().from(attempts).where(eq(attempts.runId, runId));

  async function payFor(
    account: LedgerAccount,
    place: DrawingPlace,
    {
      asked = model(),
      wanted = wish,
      count = 2,
    }: { asked?: CallableModel; wanted?: DrawingWish; count?: number } = {},
  ) {
    const request = await drawingRequest(source, wanted, { count, seed: 7, signal });
    if (!request.ok) throw new Error(JSON.stringify(request.refusal));
    const store = new FakePacing({ concurrency: 1 });
    const gate = new CallGate({ id: asked.id, limits: store.limits }, { store, countsBound: false });
    const paid = await pay(
      account,
      {
        key: { seq: 0, step: 1, call: 0, purpose: "generate", fallback: false },
        callee: { model: asked, gate },
        endpoint: drawingFor({ memberId, name: "bottle.png", sourceId, source, prompt: "" }, place),
        request: request.value,
      },
      { leaving: signal },
    );
    if (paid.kind !== "called" || paid.outcome.kind !== "answered") throw new Error(JSON.stringify(paid));
    return paid.outcome;
  }

  test("are assets, made of their source, before they are in the ledger, which says what they took", async () => {
    const runId = newId();
    const account = new LedgerAccount(runId);
    const { drawn } = await payFor(account, { runId, place: "0.1.0" });
    expect(drawn).toMatchObject([
      { width: 512, height: 512, seed: null, facts: { mediaType: "image/png", label: null } },
      { width: 512, height: 512, seed: null },
    ]);
    for (const { assetId } of drawn) {
      expect(await findAsset(db(), assetId)).toMatchObject({ madeOf: sourceId, mediaType: "image/png" });
      expect((await sharp((await readAsset(assetId))?.bytes).metadata()).width).toBe(512);
    }
    const [entry, ...others] = await ledger(runId);
    expect(others).toEqual([]);
    // Two of 512 pixels square at low, a quarter of a megapixel each.
    expect(entry).toMatchObject({
      ...{ kind: "settled", pictures: 2, outputTokens: 136, pictureOutputTokens: 136, perPicture: null },
      ...{ inputTokens: 326, pictureInputTokens: 323 },
    });
    expect(Number(entry?.cost)).toBe((3 * 5 + 323 * 10 + 136 * 40) / 1e6);
    expect(await bill()).toMatchObject({ calls: 1, pictures: 2 });
    expect(Number(account.settled[0]?.reservation.amount)).toBeGreaterThan(Number(entry?.cost));
  });

  test("are paid once where a process died before it took the payment down", async () => {
    const runId = newId();
    const place = { runId, place: "0.1.0" };
    await expect(payFor(new LedgerAccount(runId, true), place)).rejects.toThrow("killed");
    expect(await ledger(runId)).toEqual([]);
    // Whoever takes over has charged the lost call at all that was reserved.
    const { drawn, cached } = await payFor(new LedgerAccount(runId), place);
    expect(cached).toBe(true);
    expect(drawn).toHaveLength(2);
    expect(await bill()).toMatchObject({ calls: 1, pictures: 2 });
    expect(await ledger(runId)).toMatchObject([
      { kind: "released", cost: "0.000000000000", outcome: "cached" },
    ]);
    // Of another place of the run they are others.
    expect((await payFor(new LedgerAccount(runId), { runId, place: "0.1.2" })).cached).toBeUndefined();
    expect(await bill()).toMatchObject({ calls: 2 });
  });

  test("change only where they may: the subject of a plain picture stays as it is", async () => {
    const runId = newId();
    const wanted: DrawingWish = { ...wish, mayChange: "background", size: "source" };
    const { drawn } = await payFor(new LedgerAccount(runId), { runId, place: "0" }, { wanted, count: 1 });
    const [one] = drawn;
    // As the bottle lies, about a megapixel.
    expect(one).toMatchObject({ width: 832, height: 1_280 });
    const { bytes } = (await readAsset(one?.assetId ?? "")) ?? {};
    const at = async (left: number, top: number) => [
      ...(await sharp(bytes).removeAlpha().extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
    ];
    const [red = 0, green = 0, blue = 0] = await at(300, 900);
    expect(Math.abs(red - 0x40) + Math.abs(green - 0x20) + Math.abs(blue - 0x5a)).toBeLessThan(20);
    const [groundRed = 0, groundGreen = 0] = await at(20, 20);
    expect(groundGreen - groundRed).toBeGreaterThan(20);
  });

  test("enlarge by the piece, at the price of one", async () => {
    const runId = newId();
    const asked = model({ name: "sandbox-upscaler", price: { ...price, perImage: "0.002" } });
    const wanted = { task: "enlarge", factor: 2 } as const;
    const { drawn } = await payFor(
      new LedgerAccount(runId),
      { runId, place: "0" },
      { asked, wanted, count: 1 },
    );
    expect(drawn).toMatchObject([{ width: 800, height: 1_200 }]);
    expect(await ledger(runId)).toMatchObject([{ kind: "settled", pictures: 1, cost: "0.002000000000" }]);
  });

  test("that cannot be decoded are paid for and given to nobody", async () => {
    const whole = await sharp({ create: { width: 64, height: 64, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    const cut = whole.subarray(0, whole.length - 30).toString("base64");
    provider = await misbehavingServer(
      answerWith({ data: [{ b64_json: cut }, { b64_json: whole.toString("base64") }] }),
    );
    const asked = model({
      providerKind: "openai",
      baseUrl: provider.baseUrl,
      price: { ...price, perImage: "0.04" },
    });
    const runId = newId();
    const { drawn } = await payFor(new LedgerAccount(runId), { runId, place: "0" }, { asked });
    expect(drawn).toMatchObject([{ width: 64 }]);
    expect(await ledger(runId)).toMatchObject([{ pictures: 2, cost: "0.080000000000" }]);
  });

  test("of a size with a rate of its own say in the ledger what each cost", async () => {
    const rates = [{ size: "512x512", quality: "low", amount: "0.011" }];
    const asked = model({ price: { ...price, perImage: "0.5", pictureRates: rates } });
    const runId = newId();
    await payFor(new LedgerAccount(runId), { runId, place: "0" }, { asked });
    expect(await ledger(runId)).toMatchObject([
      { pictures: 2, perPicture: "0.011000000000", cost: "0.022000000000", inputTokens: 0 },
    ]);
  });
});
