import { type PictureAnswer, type PictureRequest, pictureWork, type WorkName } from "./picture-work.ts";

// Works on pictures for the process that started it, and ends with it.
const leaving = new Map<number, AbortController>();

// A signal from the terminal goes to the whole group; the parent ends this one when it is done with it.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("disconnect", () => process.exit());
process.on("message", (request: PictureRequest) => {
  if (request.name === "leave") leaving.get(request.id)?.abort();
  else void answer(request.id, request.name, request.asked);
});

async function answer(id: number, name: WorkName, asked: unknown): Promise<void> {
  const left = new AbortController();
  leaving.set(id, left);
  const work = pictureWork[name] as (asked: unknown, signal: AbortSignal) => Promise<unknown>;
  const said: PictureAnswer = await work(asked, left.signal).then(
    (value) => ({ id, value }),
    (cause: unknown) => ({ id, error: cause instanceof Error ? cause : new Error(String(cause)) }),
  );
  leaving.delete(id);
  // Who asked may be gone by now.
  if (process.connected) process.send?.(said, undefined, {}, () => {});
}
