import { expect, test } from "vitest";
import { signatureFault } from "#tests/fixtures/verify-signature.ts";

// The first example of Amazon's "Signature Calculations for the Authorization Header".
const secrets = new Map([["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]]);
const now = Date.UTC(2013, 4, 24);
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const example = {
  method: "GET",
  url: "/test.txt",
  headers: {
    host: "examplebucket.s3.amazonaws.com",
    range: "bytes=0-9",
    "x-amz-content-sha256": EMPTY,
    "x-amz-date": "20130524T000000Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request," +
      "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date," +
      "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
};
const none = Buffer.alloc(0);

test("the server of the tests takes Amazon's own example", () => {
  expect(signatureFault(example, none, secrets, now)).toBeNull();
});

test("and nothing that differs from it", () => {
  const other = { ...example, headers: { ...example.headers, range: "bytes=0-10" } };
  expect(signatureFault(other, none, secrets, now)).toBe("SignatureDoesNotMatch");
  expect(signatureFault({ ...example, url: "/other.txt" }, none, secrets, now)).toBe("SignatureDoesNotMatch");
  expect(signatureFault(example, Buffer.from("x"), secrets, now)).toBe("XAmzContentSHA256Mismatch");
  expect(signatureFault(example, none, new Map(), now)).toBe("InvalidAccessKeyId");
  expect(signatureFault(example, none, secrets)).toBe("RequestTimeTooSkewed");
  expect(signatureFault({ ...example, headers: {} }, none, secrets, now)).toBe("AccessDenied");
});
