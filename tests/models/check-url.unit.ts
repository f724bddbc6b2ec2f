import { describe, expect, test } from "vitest";
import { checkUrl, isPrivateAddress, publicLookup } from "#lib/models/endpoints/check-url.ts";

const codeOf = (url: string, allow = false) => {
  const checked = checkUrl(url, allow);
  return checked.ok ? "ok" : checked.refusal.code;
};

test("public https and http addresses may be called", () => {
  expect(codeOf("https://api.openai.com/v1")).toBe("ok");
  expect(codeOf("http://93.184.216.34:8080/v1")).toBe("ok");
  expect(codeOf("https://[2606:4700::1111]/v1")).toBe("ok");
});

describe("addresses inside the network are refused however they are written", () => {
  test.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0.0.0.0/",
    "http://localhost:11434/v1",
    "http://models.localhost/",
    "http://localhost./",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[64:ff9b::a00:1]/",
    "http://0177.0.0.1/",
    "http://0251.0376.0251.0376/",
    "http://017700000001/",
    "http://0xa9fea9fe/",
    "http://１２７.０.０.１/",
    "http://①②⑦.0.0.1/",
    "http://127.0.0.1./",
    "http://[::127.0.0.1]/",
    "http://[::a9fe:a9fe]/",
    "http://[::ffff:0:7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::5efe:7f00:1]/",
    "http://[2001:db8::5efe:10.0.0.1]/",
    "http://[fec0::1]/",
    "http://[5f00::1]/",
    "http://[100::1]/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://198.18.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://224.0.0.1/",
  ])("%s", (url) => {
    expect(codeOf(url)).toBe("private_address");
    expect(codeOf(url, true)).toBe("ok");
  });
});

test("other schemes, credentials and nonsense are refused even where private addresses are allowed", () => {
  expect(codeOf("file:///etc/passwd", true)).toBe("url_scheme");
  expect(codeOf("ftp://example.com", true)).toBe("url_scheme");
  expect(codeOf("https://user:pass@example.com", true)).toBe("url_credentials");
  expect(codeOf("example.com/v1", true)).toBe("url_invalid");
});

test("a name that resolves to this machine is refused when it is connected to", async () => {
  const error = await new Promise((resolve) => publicLookup("localhost", { all: true }, resolve));
  expect(error).toMatchObject({ code: "private_address" });
});

// https://github.com/czlonkowski/n8n-mcp/pull/792: a resolver makes these up for every host that has no IPv6 address.
test("where a network speaks IPv6 alone, a public host is public, and what is inside stays inside", () => {
  expect(isPrivateAddress("64:ff9b::6812:27e4")).toBe(false);
  expect(codeOf("https://[64:ff9b::808:808]/v1")).toBe("ok");
  for (const inside of ["7f00:1", "a00:1", "a9fe:a9fe", "6440:1", "a83f:8110", "0:0", "e000:1", "c0a8:101"])
    expect(isPrivateAddress(`64:ff9b::${inside}`), inside).toBe(true);
  // Of a network's own prefix nobody knows where the address stands in it.
  expect(isPrivateAddress("64:ff9b:1::808:808")).toBe(true);
});

test("mapped and tunnelled addresses count as what they lead to", () => {
  expect(isPrivateAddress("::ffff:127.0.0.1")).toBe(true);
  expect(isPrivateAddress("8.8.8.8")).toBe(false);
});
