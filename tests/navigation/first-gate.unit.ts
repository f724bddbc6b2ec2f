import { expect, test } from "vitest";
import { visitsOf } from "#tests/navigation/page-visits.ts";
import { config } from "../../proxy.ts";

const gate = new RegExp(`^${config.matcher[0]}$`);

test("the first gate stands before every page, also one whose address ends like a file's", () => {
  const nothing = new Proxy({}, { get: () => "x" });
  const pages = Object.entries(visitsOf(nothing as never))
    .filter(([file]) => file.startsWith("(console)"))
    .flatMap(([, addresses]) => addresses.map((address) => address.split("?")[0] ?? ""));
  const likeFiles = ["SKU.1", "AB-1.5", "shirt.xl", "a.json", "b.png"].map(
    (key) => `/catalogue/products/${key}`,
  );
  expect(pages.length).toBeGreaterThan(40);
  expect([...pages, ...likeFiles, "/help/pictures/home.png"].filter((page) => !gate.test(page))).toEqual([]);
});

test("and before nothing that everybody gets: the way in, the API, and files at the root", () => {
  const open = [
    "/sign-in",
    "/api/v1/me",
    "/api/auth/csrf",
    "/_next/static/a.js",
    "/favicon.ico",
    "/icon-192.png",
  ];
  expect([...open, "/manifest.webmanifest"].filter((path) => gate.test(path))).toEqual([]);
});
