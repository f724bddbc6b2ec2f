import { readFileSync } from "node:fs";
import { constants, getPriority } from "node:os";
import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { inPictureProcess } from "#lib/images/apart/in-picture-process.ts";
import { childrenOf, memoryNowMb } from "#tests/bench/processes.ts";
import { bottle } from "./some-pictures.ts";

vi.setConfig({ testTimeout: 120_000 });

const { signal } = new AbortController();
const picture = await bottle("#ffffff", { width: 1_200, height: 1_200 }).png().toBuffer();
const measured = () => inPictureProcess("measures", { input: picture, bytes: picture.length }, signal);
const cutOut = (by: AbortSignal = signal) =>
  inPictureProcess(
    "operations",
    {
      input: picture,
      operations: [{ do: "cut-out" }],
      context: { aigc: { Label: "1" } as never },
      scenes: new Map(),
    },
    by,
  );

/** The processes of pictures that this process has started. */
function processes(): number[] {
  return childrenOf(process.pid).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("picture-process.ts"),
  );
}

test("pictures are worked on in another process, behind what else there is to do", async () => {
  expect(await measured()).toMatchObject({ ok: true, value: { width: 1_200, height: 1_200 } });
  const [pid = 0, ...others] = processes();
  expect(others).toEqual([]);
  expect(getPriority(pid)).toBe(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  // The process of pictures is a child of this one: what it holds counts.
  expect(memoryNowMb(process.pid)).toBeGreaterThan(
    process.memoryUsage.rss() / 2 ** 20 + memoryNowMb(pid) / 2,
  );
  const cut = await cutOut();
  expect(cut.ok && Buffer.isBuffer(cut.value.bytes)).toBe(true);
});

test("what was in hand when the process ended is done again", async () => {
  await measured();
  const [pid = 0] = processes();
  const inHand = [cutOut(), cutOut(), measured(), measured()];
  process.kill(pid, "SIGKILL");
  expect((await Promise.all(inHand)).map(({ ok }) => ok)).toEqual([true, true, true, true]);
  expect(processes()).not.toContain(pid);
});

test("a picture that ends every process it is given to is told, and the next one is worked on", async () => {
  let isTold = false;
  const told = cutOut().catch((cause: unknown) => cause);
  void told.then(() => {
    isTold = true;
  });
  while (!isTold) {
    for (const pid of processes()) process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(String(await told)).toContain("The process of pictures ended with SIGKILL.");
  expect(await measured()).toMatchObject({ ok: true });
});

test("whoever stops waiting is not held up, and the process goes on with what others want", async () => {
  await measured();
  const [pid] = processes();
  const stopping = new AbortController();
  const left = cutOut(stopping.signal);
  const wanted = measured();
  stopping.abort(new Error("no longer wanted"));
  await expect(left).rejects.toThrow("no longer wanted");
  expect(await wanted).toMatchObject({ ok: true });
  expect(processes()).toContain(pid);
});

test("what cannot be read is told as it is where no other process is", async () => {
  const half = picture.subarray(0, picture.length / 2);
  expect(await inPictureProcess("measures", { input: half, bytes: half.length }, signal)).toMatchObject({
    ok: false,
    refusal: { code: "picture_broken" },
  });
  await expect(
    inPictureProcess(
      "operations",
      { input: half, operations: [{ do: "cut-out" }], context: { aigc: {} as never }, scenes: new Map() },
      signal,
    ),
  ).rejects.toThrow();
});

test("what a model is shown and how white a border is are told by it as well", async () => {
  const shown = await inPictureProcess("shown", picture, signal);
  if (!shown.ok) throw new Error(shown.refusal.code);
  expect(await sharp(shown.value).metadata()).toMatchObject({ format: "jpeg", width: 1_024, height: 1_024 });
  expect(await inPictureProcess("shown", picture.subarray(0, 5_000), signal)).toMatchObject({
    refusal: { code: "picture_broken" },
  });
  expect(await inPictureProcess("whiteBorder", picture, signal)).toBe(1);
});
