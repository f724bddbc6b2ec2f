import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { browserRoutes } from "#lib/api/browser-routes.ts";
import { openApiDocument } from "#lib/api/openapi.ts";

test("the browser's table of routes is the router's (npm run routes writes it)", async () => {
  const { default: routes } = await import("#lib/api/routes.json", { with: { type: "json" } });
  const current: unknown = JSON.parse(JSON.stringify(await browserRoutes()));
  expect(routes).toEqual(current);
});

test("every route is in the OpenAPI document with a summary and a tag", async () => {
  const { paths = {} } = await openApiDocument();
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, operation]) => ({ route: `${method} ${path}`, operation })),
  );
  expect(operations.length).toBeGreaterThan(0);
  for (const { route, operation } of operations) {
    expect.soft(operation, route).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
  }
});

test("whatever makes something takes an Idempotency-Key, and the document says so", async () => {
  const { paths = {} } = await openApiDocument();
  const creations = Object.entries(paths).flatMap(([path, { post } = {}]) =>
    post && ("201" in (post.responses ?? {}) || "202" in (post.responses ?? {})) ? [{ path, post }] : [],
  );
  expect(creations.length).toBeGreaterThan(8);
  for (const { path, post } of creations)
    expect
      .soft(post.parameters, path)
      .toContainEqual(expect.objectContaining({ in: "header", name: "Idempotency-Key" }));
});

test("every stream of events hears when its reader may no longer read, and how that ends one is in auth/revocation", () => {
  const sources = readdirSync("lib", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("router.ts"))
    .flatMap((path) =>
      readFileSync(join("lib", path), "utf8")
        .split(/\.output\(\s*eventIterator\(/)
        .slice(1),
    );
  expect(sources.length).toBeGreaterThan(8);
  for (const source of sources) {
    const [handler = ""] = source.split(/^ {2}\}\);$/m);
    expect(handler.match(/\bwhileWelcome\b/g)?.length, handler).toBe(2);
  }
});
