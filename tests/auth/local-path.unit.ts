import { expect, test } from "vitest";
import { localPath } from "#lib/auth/local-path.ts";

test.each([
  ["/templates?state=draft#top", "/templates?state=draft#top"],
  ["templates", "/templates"],
  ["/", "/"],
])("%s is a page of ours", (wanted, path) => {
  expect(localPath(wanted)).toBe(path);
});

test.each([
  "https://evil.example/x",
  "//evil.example/x",
  "/\\evil.example/x",
  "\\\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "http://",
  "",
  undefined,
  null,
])("%s leads home", (wanted) => {
  expect(localPath(wanted)).toBe("/");
});

test("the sign-in page does not lead to itself", () => {
  expect(localPath("/sign-in?next=/sign-in")).toBe("/");
});

test("an absolute address of our own origin is a page of ours", () => {
  expect(localPath("http://console.example/batches", "http://console.example")).toBe("/batches");
  expect(localPath("http://console.example.evil.example/", "http://console.example")).toBe("/");
});
