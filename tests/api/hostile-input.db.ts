import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { DELETE, GET, PATCH, POST, PUT } from "#app/api/v1/[...rest]/route.ts";
import { openApiDocument } from "#lib/api/openapi.ts";
import type { Problem } from "#lib/api/problem.ts";
import { ROLES } from "#lib/auth/role.ts";
import { encodeCursor } from "#lib/page.ts";
import { addMember, addToken } from "#tests/auth/people.ts";
import { SOME_ID, sampleOf } from "#tests/auth/sample-of-schema.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

type Schema = Parameters<typeof sampleOf>[0];
interface Operation {
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

const HANDLERS = { GET, POST, PUT, PATCH, DELETE };
const document = await openApiDocument();
const routes = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods ?? {}).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase() as keyof typeof HANDLERS,
    path,
    ...(operation as Operation),
  })),
);
type Route = (typeof routes)[number];

/** What of it nobody has ever typed, and every scanner sends. */
const TEXTS = [
  "",
  "\0",
  "a\0b",
  "\ud800",
  "'; drop table members; --",
  "%",
  "-1",
  "1.5",
  "1e400",
  "99999999999999999999",
  "2147483648",
  "../../etc/passwd",
  "__proto__",
  "{{ 1 }}",
  SOME_ID,
  `${SOME_ID}.1`,
  `${SOME_ID}.99999999999`,
  "+275760-09-13T00:00:00Z",
  "9999-12-31T23:59:59.999999999Z",
  "0000-01-01T00:00:00Z",
  "x".repeat(20_000),
];
const CURSORS = [
  ["x"],
  [SOME_ID, "x"],
  ["\0"],
  [1e308, -1],
  [],
  ["9".repeat(400)],
  [-5, SOME_ID, 2 ** 53],
  // What a list of another kind gave, and what nearly fits.
  [1, SOME_ID],
  [1.5],
  [2 ** 31],
  [2 ** 31, -1],
  [SOME_ID, 1.5],
  [SOME_ID, 2 ** 31],
  [8.64e15, SOME_ID],
  ["2026-02-30T00:00:00.000Z", SOME_ID],
  ["0000-01-01T00:00:00.000Z", SOME_ID],
  ["2026-02-03T00:00:00.000Z", "x"],
  ["1", SOME_ID],
].map(encodeCursor);
const VALUES: unknown[] = [
  ...TEXTS,
  null,
  true,
  0,
  -1,
  0.1,
  2 ** 31,
  2 ** 53,
  1e308,
  [],
  {},
  [[]],
  ["a\0b"],
  { "a\0b": "\0", constructor: 1 },
  JSON.parse('{"__proto__":{"polluted":true}}'),
];
const TURNS = 3;
const BODIES = [
  "",
  "{",
  "null",
  "[]",
  '"x"',
  "1e999",
  '{"__proto__":{"a":1}}',
  `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`,
];

describeOnDatabase("input that nobody means", () => {
  let authorization: string;
  const made = new Map<string, string>();

  const send = async (route: Route, path: string, body?: string) => {
    const headers = { authorization, "content-type": "application/json", "accept-language": "zh-CN" };
    const request = new Request(`http://localhost/api/v1${path}`, {
      method: route.method,
      headers,
      ...(body !== undefined && route.method !== "GET" && { body }),
    });
    const response = await HANDLERS[route.method](request);
    // An open stream of events never ends by itself.
    if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
      await response.body?.cancel();
      return { status: response.status, text: "" };
    }
    return { status: response.status, text: await response.text() };
  };

  beforeAll(async () => {
    vi.stubEnv("ENCRYPTION_KEY", randomBytes(32).toString("base64"));
    const { id } = await addMember(ROLES);
    authorization = `Bearer ${(await addToken(id)).token}`;
    // Where a smallest sample makes something, it is what the paths below it name.
    for (const route of routes.filter(({ method, path }) => method === "POST" && !path.includes("{"))) {
      const { status, text } = await send(route, route.path, JSON.stringify(bodyOf(route)));
      const id: unknown = status < 300 ? JSON.parse(text || "{}").id : undefined;
      if (typeof id === "string") made.set(route.path, id);
    }
  }, 60_000);

  function pathWith(route: Route, changed?: { name: string; text: string }): string {
    const collection = route.path.replace(/\/\{.*/, "");
    const spare = /^\/(members|tokens|sessions|providers)/.test(route.path);
    return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      if (changed?.name === name) return encodeURIComponent(changed.text.toWellFormed());
      if (name === "seq") return "1";
      return (!spare && made.get(collection)) || SOME_ID;
    });
  }

  describe.each(routes)("to $name", (route) => {
    test("is refused or taken, never breaks the server or shows its queries, and is told in Chinese", {
      timeout: 60_000,
    }, async () => {
      const tried: [what: unknown, path: string, body?: string][] = [];
      const whole = JSON.stringify(bodyOf(route));
      for (const { name } of route.parameters?.filter((each) => each.in === "path") ?? [])
        for (const text of TEXTS.filter(Boolean)) tried.push([text, pathWith(route, { name, text }), whole]);
      for (const { name } of route.parameters?.filter((each) => each.in === "query") ?? [])
        for (const text of name === "cursor" ? [...TEXTS, ...CURSORS] : TEXTS)
          tried.push([text, `${pathWith(route)}?${new URLSearchParams({ [name]: text })}`, whole]);
      if (route.requestBody) {
        for (const body of BODIES) tried.push([body.slice(0, 40), pathWith(route), body]);
        for (const [name, body] of bodiesOf(route)) tried.push([name, pathWith(route), body]);
      }
      const wrong: unknown[] = [];
      for (const [what, path, body] of tried) {
        const { status, text } = await send(route, path, body);
        if (status >= 500 || /failed query|postgres|\bselect "|insert into/i.test(text))
          wrong.push([path.slice(0, 120), typeof what === "string" ? what.slice(0, 60) : what, status]);
        wrong.push(...foreignTexts(text));
      }
      expect(wrong).toEqual([]);
    });
  });
});

/** What a Chinese reader is told of their fields in no Chinese. */
function foreignTexts(answer: string): string[] {
  if (!answer.startsWith('{"type":')) return [];
  const { errors = [] } = JSON.parse(answer) as Problem;
  return errors.flatMap(({ path, message }) =>
    /\p{Script=Han}/u.test(message) ? [] : [`${path}: ${message}`],
  );
}

function schemaOf({ requestBody }: Route): Schema {
  return Object.values(requestBody?.content ?? {})[0]?.schema ?? {};
}

function bodyOf(route: Route): unknown {
  return sampleOf(schemaOf(route));
}

/**
 * The smallest sample with one field after the other, and one below it, made something else. Of those below, whose kinds
 * come again and again, each takes its turn of the values.
 */
function bodiesOf(route: Route): [what: unknown, body: string][] {
  const bodies: [unknown, string][] = [];
  const properties = schemaOf(route).properties ?? {};
  for (const [name, property] of Object.entries(properties)) {
    for (const value of VALUES) {
      const body = { ...(bodyOf(route) as object), [name]: value };
      bodies.push([`${name} = ${String(JSON.stringify(value)).slice(0, 60)}`, JSON.stringify(body)]);
    }
    const item = property.items ?? property;
    for (const [at, below] of Object.keys(item.properties ?? {}).entries())
      for (const value of VALUES.filter((_, turn) => turn % TURNS === at % TURNS)) {
        const inner = { ...(sampleOf(item) as object), [below]: value };
        const body = { ...(bodyOf(route) as object), [name]: property.items ? [inner] : inner };
        bodies.push([
          `${name}.${below} = ${String(JSON.stringify(value)).slice(0, 60)}`,
          JSON.stringify(body),
        ]);
      }
  }
  return bodies;
}
