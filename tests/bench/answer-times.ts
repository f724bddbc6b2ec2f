import type { Console } from "#tests/fixtures/start-console.ts";

const WARM_UP = 5;

/** How long each of these requests took, one after another, in milliseconds; the first few do not count. */
export async function timeAnswers(
  name: string,
  ask: () => Promise<Response>,
  rounds: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const startedAt = performance.now();
    const answer = await ask();
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    if (round >= WARM_UP) times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b);
}

/** The same of pages, asked for by somebody who is signed in, all together and sorted. */
export async function timePages(
  { app, cookie }: { app: Console; cookie: string },
  paths: readonly string[],
  rounds: number,
): Promise<number[]> {
  const times: number[] = [];
  for (const path of paths) {
    const ask = () => fetch(`${app.url}${path}`, { headers: { cookie } });
    times.push(...(await timeAnswers(path, ask, rounds)));
  }
  return times.sort((a, b) => a - b);
}

/** The figure that so many in a hundred of these sorted ones are not above. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? 0;
}

/** Signs in to a console as its admin. @returns the cookies of the session. */
export async function signIn(app: Console): Promise<string> {
  const csrf = await fetch(`${app.url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`${app.url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookiesOf(csrf), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, ...app.admin, json: "true" }),
  });
  return cookiesOf(answer);
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
