import { minifyContractRouter } from "@orpc/contract";
import { unlazyRouter } from "@orpc/server";
import { expect, test } from "vitest";
import { openApiDocument } from "#lib/api/openapi.ts";
import { router } from "#lib/api/router.ts";

test("the browser's table of routes is the router's (npm run routes writes it)", async () => {
  const { default: routes } = await import("#lib/api/routes.json", { with: { type: "json" } });
  const current: unknown = JSON.parse(JSON.stringify(minifyContractRouter(await unlazyRouter(router))));
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
