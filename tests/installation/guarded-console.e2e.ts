import { readdirSync, readFileSync, statSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { addPerson, expect, test } from "#tests/fixtures/console.ts";
import type { FilledConsole } from "#tests/fixtures/fill-console.ts";
import { noteComplaints } from "#tests/fixtures/note-complaints.ts";
import type { Console } from "#tests/fixtures/start-console.ts";
import { startFilledConsole } from "#tests/fixtures/start-filled-console.ts";
import { visitsOf } from "#tests/navigation/page-visits.ts";

const MEGABYTE = 1024 ** 2;
const FLOOD_BYTES = 220 * MEGABYTE;
/** Far less than was sent; other requests, and what Node compiles for them, take theirs. */
const MOST_GROWTH = FLOOD_BYTES / 2;
/** Patience of a busy machine: were the body read, nobody would be answered before its end. */
const ANSWERED_MS = 15_000;

// One filled console for all.
test.describe.configure({ mode: "default" });

let app: Console;
let filled: FilledConsole;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  ({ app, filled } = await startFilledConsole());
});
test.afterAll(() => app.stop());

test("a script that got into a page's markup does not run, and no nonce comes twice", async ({ browser }) => {
  const complaints: string[] = [];
  const page = await open(browser, complaints);
  const first = (await page.goto("/sign-in"))?.headers()["content-security-policy"];
  const ran = await page.evaluate(() => {
    const smuggled = document.createElement("div");
    smuggled.innerHTML =
      "<img src=x onerror='window.broken = true'><a href='javascript:window.broken=true'>x</a>";
    document.body.append(smuggled);
    smuggled.querySelector("a")?.click();
    return new Promise((resolve) => setTimeout(() => resolve("broken" in window), 500));
  });
  expect(ran).toBe(false);
  expect(complaints.join()).toContain("Content Security Policy");
  expect((await page.goto("/sign-in"))?.headers()["content-security-policy"]).not.toBe(first);
});

test("every kind of address carries its security headers, and the API is kept by nobody", async () => {
  for (const path of [
    "/sign-in",
    "/no-such-page.html",
    "/favicon.ico",
    "/api/v1/me",
    "/api/health",
    "/api/docs",
  ]) {
    const { headers } = await fetch(app.url + path, { redirect: "manual" });
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("referrer-policy"), path).toBe("same-origin");
    expect(headers.get("x-frame-options"), path).toBe("DENY");
    if (path !== "/favicon.ico")
      expect(headers.get("content-security-policy"), path).toContain("frame-ancestors");
    if (path.startsWith("/api/")) expect(headers.get("cache-control"), path).toContain("no-store");
  }
});

test("events are sent as they come: nothing on the way is to gather them, to compress them or else", async () => {
  const authorization = `Bearer ${app.token}`;
  const address = `${app.url}/api/v1/batches/${filled.batch}/events`;
  const leave = new AbortController();
  const { headers } = await fetch(address, {
    headers: { authorization, "accept-encoding": "gzip" },
    signal: leave.signal,
  });
  leave.abort();
  expect(headers.get("content-type")).toBe("text/event-stream");
  expect([headers.get("content-encoding"), headers.get("x-accel-buffering")]).toEqual([null, "no"]);
  expect(headers.get("cache-control")).toMatch(/no-store.*no-transform/);
});

test("a picture is kept by its reader alone, who does nothing with it but show it", async () => {
  const file = `/assets/${filled.asset}/file?width=160`;
  const { headers } = await app.api(file);
  expect(headers.get("cache-control")).toMatch(/^private, max-age=\d+, immutable$/);
  expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  const refused = await fetch(`${app.url}/api/v1${file}`);
  expect([refused.status, refused.headers.get("cache-control")]).toEqual([401, "no-store"]);
});

const GATES = [
  ["the API", "POST /api/v1/templates", { "content-type": "application/json" }],
  ["an upload", "POST /api/v1/uploads", { "content-type": "multipart/form-data; boundary=x" }],
  [
    "signing in",
    "POST /api/auth/callback/credentials",
    { "content-type": "application/x-www-form-urlencoded" },
  ],
  ["a page", "POST /batches", { "content-type": "text/plain" }],
  ["a server action", "POST /sign-in", { "next-action": "x".repeat(40), "content-type": "text/plain" }],
  ["a page's data", "PUT /templates?_rsc=1", { rsc: "1", "content-type": "text/x-component" }],
  ["a read", "GET /api/v1/me", {}],
  ["nothing there", "POST /no/such/address", { "content-type": "application/json" }],
] as const;
for (const chunked of [false, true])
  test(`220 MB${chunked ? " without a length" : ""} from nobody to every kind of address at once are refused unread, and others are answered meanwhile`, async () => {
    test.setTimeout(120_000);
    const before = memoryOf(app);
    const floods = GATES.map(async ([name, target, headers]) => ({
      name,
      ...(await flood(target, headers, chunked)),
    }));
    const [others, ...flooded] = await Promise.all([answerTimes(3_000), ...floods]);
    for (const { name, status, sent } of flooded) {
      expect.soft(status, name).toBeGreaterThanOrEqual(400);
      expect.soft(status, name).toBeLessThan(500);
      expect.soft(sent, name).toBeLessThan(FLOOD_BYTES / 4);
    }
    expect(Math.max(...others)).toBeLessThan(ANSWERED_MS);
    expect(memoryOf(app) - before).toBeLessThan(MOST_GROWTH);
  });

test("somebody known sends 2 MB of JSON at most, with or without a length, and files nowhere but to uploads", async () => {
  const { token } = await addPerson(app, ["operator"]);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  for (const chunked of [false, true])
    expect((await flood("POST /api/v1/templates", headers, chunked)).status).toBe(413);
  const form = { authorization: `Bearer ${token}`, "content-type": "multipart/form-data; boundary=x" };
  expect((await flood("POST /api/v1/templates", form, false)).status).toBe(415);
  const reviewer = await addPerson(app, ["reviewer"]);
  const theirs = { ...form, authorization: `Bearer ${reviewer.token}` };
  expect((await flood("POST /api/v1/uploads", theirs, true)).status).toBe(403);
});

test("who sends a byte now and then is let go of", async () => {
  test.setTimeout(60_000);
  const { hostname, port } = new URL(app.url);
  const line = "POST /api/auth/callback/credentials HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n";
  const socket = connect(Number(port), hostname);
  socket.write(`${line}Content-Type: application/x-www-form-urlencoded\r\n\r\na`);
  let told = "";
  socket.on("data", (part) => {
    told += part;
  });
  const startedAt = Date.now();
  await new Promise((resolve) => socket.once("close", resolve));
  expect(told).toMatch(/^HTTP\/1\.1 408 /);
  expect(Date.now() - startedAt).toBeLessThan(40_000);
});

test("addresses of pages that nobody means show a page, or say that there is none", async ({ browser }) => {
  test.setTimeout(240_000);
  const page = await open(browser, []);
  await signIn(page);
  const hostile = [
    "%00",
    "x%00y",
    "'",
    "%ED%A0%80",
    "-1",
    "1e400",
    "99999999999999999999",
    "%2e%2e%2f",
    "x".repeat(2_000),
  ];
  const addresses = new Set<string>();
  for (const visited of Object.values(visitsOf(filled)).flat()) {
    const [path = "", query = ""] = visited.split("?");
    const parts = path.split("/");
    for (const text of hostile) {
      for (const [at, part] of parts.entries())
        if (/^[0-9a-f-]{36}$/.test(part)) addresses.add(parts.with(at, text).join("/"));
      for (const [name] of new URLSearchParams(query)) addresses.add(`${path}?${name}=${text}`);
    }
  }
  expect(addresses.size).toBeGreaterThan(100);
  const broken: string[] = [];
  for (const address of addresses) {
    const answer = await page.request.get(address);
    if (answer.status() >= 500 || /failed query/i.test(await answer.text()))
      broken.push(address.slice(0, 120));
  }
  expect(broken).toEqual([]);
});

test("headers by which Next tells itself what was checked are not believed from outside", async () => {
  const names = ["middleware", "src/middleware", "proxy", "src/proxy"];
  for (const name of names) {
    const headers = { "x-middleware-subrequest": Array(5).fill(name).join(":"), "x-middleware-next": "1" };
    const answer = await fetch(`${app.url}/settings/members`, { headers, redirect: "manual" });
    expect(answer.status).toBe(307);
    expect(await answer.text()).not.toContain(filled.visitor.email);
  }
});

test("nothing of the disk is read through paths or pictures, and nobody writes into the log", async () => {
  const { hostname, port } = new URL(app.url);
  for (const path of [
    "/api/v1/publications/..%2f..%2f..%2f..%2fetc%2fpasswd/file",
    "/_next/static/..%2f..%2f..%2fpackage.json",
    "/_next/../package.json",
    "/..%5c..%5cetc/passwd",
    "/_next/image?url=%2Fapi%2Fv1%2Fme&w=64&q=75",
    "/_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75",
  ]) {
    const { status, text } = await rawGet(hostname, Number(port), path);
    expect(status, path).toBeGreaterThanOrEqual(300);
    expect(text, path).not.toMatch(/root:|"presswork"/);
  }
  const logged = await fetch(`${app.url}/api/auth/_log`, { method: "POST", body: "level=error&code=x" });
  expect(logged.status).toBe(404);
});

test("an e-mail that no database takes shows nothing of the database", async () => {
  const { csrfToken, cookie } = await csrf();
  const answer = await fetch(`${app.url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie },
    body: new URLSearchParams({ csrfToken, email: "a\0b@example.com", password: "x\0", json: "true" }),
    redirect: "manual",
  });
  expect(answer.status).toBe(401);
  expect(`${answer.headers.get("location")}${await answer.text()}`).not.toMatch(/select|query|params/i);
});

test("after signing in one never lands on another site", async () => {
  for (const callbackUrl of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
  ]) {
    const { csrfToken, cookie } = await csrf();
    const answer = await fetch(`${app.url}/api/auth/callback/credentials`, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({
        csrfToken,
        callbackUrl,
        email: filled.visitor.email,
        password: filled.visitor.password,
      }),
      redirect: "manual",
    });
    expect(new URL(answer.headers.get("location") ?? "", app.url).host).toBe(new URL(app.url).host);
  }
});

test("a browser that a member knows gets in while others hammer their account", async ({ browser }) => {
  const page = await open(browser, []);
  await signIn(page);
  const person = filled.visitor;
  await page.request.post("/api/auth/signout", { form: { csrfToken: (await csrf()).csrfToken } });
  const { csrfToken, cookie } = await csrf();
  const guess = (password: string) =>
    fetch(`${app.url}/api/auth/callback/credentials`, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({ csrfToken, email: person.email, password, json: "true" }),
    });
  for (let n = 0; n < 6; n++) await guess("a wrong guess");
  expect((await guess(person.password)).status).toBe(429);
  await page.context().clearCookies({ name: "presswork.session" });
  await signIn(page);
});

test("what it writes is for its own user alone", () => {
  const names = readdirSync(app.dataDir, { recursive: true, encoding: "utf8" });
  expect(names.length).toBeGreaterThan(5);
  // The embedded database gives its own files their modes, inside a folder that nobody else enters.
  const ours = ["", ...names].filter((name) => !name.startsWith("database/"));
  const open = ours.filter((name) => {
    const found = statSync(join(app.dataDir, name), { throwIfNoEntry: false });
    return found !== undefined && (found.mode & 0o077) !== 0;
  });
  expect(open).toEqual([]);
});

async function open(browser: Browser, complaints: string[]): Promise<Page> {
  const context = await browser.newContext({ baseURL: app.url, reducedMotion: "reduce" });
  const page = await context.newPage();
  noteComplaints(page, complaints);
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("input[type=email]").fill(filled.visitor.email);
  await page.locator("input[type=password]").fill(filled.visitor.password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

async function csrf(): Promise<{ csrfToken: string; cookie: string }> {
  const answer = await fetch(`${app.url}/api/auth/csrf`);
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const cookie = answer.headers.getSetCookie().map((set) => set.split(";", 1)[0]);
  return { csrfToken, cookie: cookie.join("; ") };
}

/** What the process holds in memory, in bytes. */
function memoryOf({ process: { pid } }: Console): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** Sends a body until it is answered. */
function flood(
  target: string,
  headers: Record<string, string>,
  chunked: boolean,
): Promise<{ status: number; sent: number }> {
  const [method, path] = target.split(" ");
  const length: Record<string, string> = chunked ? {} : { "content-length": String(FLOOD_BYTES) };
  return new Promise((resolve, reject) => {
    let sent = 0;
    let status = 0;
    const part = Buffer.alloc(64 * 1024, "a");
    const request = httpRequest(`${app.url}${path}`, {
      method,
      headers: { ...headers, ...length },
      agent: false,
    });
    // Part by part, so that an answer is heard before the connection that brought it is closed.
    const more = () => {
      if (status > 0) return;
      if (sent >= FLOOD_BYTES) return void request.end();
      sent += part.length;
      if (request.write(part)) setImmediate(more);
    };
    request.on("drain", more);
    request.on("response", (answer) => {
      status = answer.statusCode ?? 0;
      answer.resume();
      answer.once("end", () => {
        request.destroy();
        resolve({ status, sent });
      });
    });
    request.on("error", (error) => (status > 0 ? resolve({ status, sent }) : reject(error)));
    more();
  });
}

/** How long the console took to answer somebody else, each time, for a while. */
async function answerTimes(forMs: number): Promise<number[]> {
  const times: number[] = [];
  const until = Date.now() + forMs;
  while (Date.now() < until) {
    const startedAt = Date.now();
    expect((await app.api("/me")).status).toBe(200);
    times.push(Date.now() - startedAt);
    await sleep(50);
  }
  return times;
}

// As it is written: fetch would tidy the path first.
function rawGet(host: string, port: number, path: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host, port, path }, (answer) => {
      let text = "";
      answer.on("data", (part) => {
        text += part;
      });
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    request.on("error", reject);
    request.end();
  });
}
