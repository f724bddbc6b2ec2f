import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { colourIn, seePicture, tokensOf } from "#lib/sandbox/see-picture.ts";

/** A square of a colour on white. */
async function picture(colour: string, width = 800, height = 600): Promise<string> {
  const subject = await sharp({ create: { width: 300, height: 300, channels: 3, background: colour } })
    .png()
    .toBuffer();
  const made = await sharp({ create: { width, height, channels: 3, background: "white" } })
    .composite([{ input: subject }].map((layer) => ({ ...layer, gravity: "centre" })))
    .jpeg()
    .toBuffer();
  return `data:image/jpeg;base64,${made.toString("base64")}`;
}

describe("the sandbox sees of a picture", () => {
  test.each([
    ["#c01818", "red", "红色"],
    ["#1d4ed8", "blue", "蓝色"],
    ["#111111", "black", "黑色"],
    ["#7a4a21", "brown", "棕色"],
    ["#1c8a3c", "green", "绿色"],
  ])("the colour of its subject: %s is %s", async (colour, en, zh) => {
    const seen = await seePicture(await picture(colour));
    if (!seen) throw new Error("not seen");
    expect(colourIn("en", seen)).toBe(en);
    expect(colourIn("zh", seen)).toBe(zh);
  });

  test("its size, and bills it as OpenAI does", async () => {
    expect(tokensOf({ width: 1_024, height: 1_024, colour: "red" })).toBe(765);
    expect(tokensOf({ width: 2_048, height: 4_096, colour: "red" })).toBe(1_105);
    expect(tokensOf({ width: 512, height: 512, colour: "red" })).toBe(255);
    expect(await seePicture(await picture("#c01818"))).toMatchObject({ width: 800, height: 600 });
  });

  test("nothing where none is: an address elsewhere, no picture, a broken one", async () => {
    const whole = await picture("#c01818");
    for (const url of [
      "https://shop.example/a.jpg",
      "data:text/html;base64,PGI+",
      "data:image/png;base64,AAAA",
      whole.slice(0, 60),
    ])
      expect(await seePicture(url)).toBeNull();
  });
});
