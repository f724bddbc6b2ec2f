import { expect, test } from "vitest";
import { isGuessable } from "#lib/auth/guessable-password.ts";
import { makePassword } from "#lib/auth/password.ts";

test.each([
  "password123",
  "Password1234",
  "P@ssw0rd1234",
  "qwertyuiop",
  "1qaz2wsx3edc",
  "1234567890",
  "aaaaaaaaaaaa",
  "abcabcabcabc",
  "iloveyou123",
  "welcome2024!",
  "changemechangeme",
  "administrator1",
  "presswork123",
  "woaini1314520",
  "5201314520",
  "zhongguo123",
  "Admin@123456",
  "1qaz@WSX3edc",
  "Company2026!",
  "!QAZ2wsx#EDC",
  "ZAQ!xsw2CDE#",
  "6yhn7UJM8ik,",
  "asdf;lkjqwer",
  "!Q@W#E$R%T^Y",
  "qwaszx123erdf",
  "zse4XDR5cft6",
  "poiUYT)(*lkj",
  "Admin!QAZ2wsx",
  "!QAZxsw22026",
  "aqwXSZ!zsx",
  "741852963!QAZ",
])("%s is among the first that are tried", (password) => expect(isGuessable(password)).toBe(true));

test("somebody's own name and address are no passwords of theirs", () => {
  const theirs = ["marguerite.dubois@parfums.example", "Marguerite Dubois"];
  for (const password of ["MargueriteDubois", "dubois-parfums", "marguerite2026"])
    expect(isGuessable(password, theirs)).toBe(true);
});

test("several unrelated words, and whatever is made up, are good", () => {
  for (const password of [
    "correct horse battery",
    "long enough password",
    "sweet deer, property tree",
    "power tower flower",
    "k7#vQ9!zR2mT",
    "qwerty makes weak passwords",
    "窗前明月光疑是地上霜",
    makePassword(),
  ])
    expect(isGuessable(password, ["ada@example.com", "Ada"])).toBe(false);
});
