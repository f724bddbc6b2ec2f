import { describe, expect, test } from "vitest";
import { attributeType, learn, usualUnit, valueKind } from "#lib/catalogue/attribute-type.ts";
import { readCategoryPath } from "#lib/catalogue/categories/category-path.ts";
import { CategoryTree } from "#lib/catalogue/categories/category-tree.ts";
import { readCountries } from "#lib/catalogue/country.ts";
import { readGtin } from "#lib/catalogue/gtin.ts";
import { readLanguages } from "#lib/catalogue/language-tag.ts";
import { readPictures } from "#lib/catalogue/pictures.ts";
import { productPatch } from "#lib/catalogue/product-patch.ts";
import { readQuantity } from "#lib/catalogue/quantity.ts";

describe("a GTIN", () => {
  test.each([
    ["4006381333931", "4006381333931"],
    ["96385074", "96385074"],
    ["036000291452", "036000291452"],
    ["10614141000415", "10614141000415"],
    [" 978-3-16-148410-0 ", "9783161484100"],
    ["'4006381333931", "4006381333931"],
    ["４００６３８１３３３９３１", "4006381333931"],
    ["4006381333931.0", "4006381333931"],
    // A spreadsheet took the zero in front.
    ["36000291452", "036000291452"],
  ])("%s is read as its digits", (text, gtin) => {
    expect(readGtin(text)).toEqual({ ok: true, gtin });
  });

  test.each([
    ["4006381333932", "gtin_check_digit"],
    ["0000000000000", "gtin_check_digit"],
    ["12345", "gtin_length"],
    ["400638133393112", "gtin_length"],
    ["4.00638E+12", "gtin_not_digits"],
    ["none", "gtin_not_digits"],
  ])("%s is refused: %s", (text, rule) => {
    expect(readGtin(text)).toEqual({ ok: false, rule });
  });
});

test("countries are read by code and by name, in many languages, each once", () => {
  expect(readCountries("DE, Germany; 法国 | uk")).toEqual({ ok: true, countries: ["DE", "FR", "GB"] });
  expect(readCountries("Deutschland")).toEqual({ ok: true, countries: ["DE"] });
  expect(readCountries("DE, Atlantis")).toEqual({ ok: false, unknown: "Atlantis" });
  expect(readCountries("EU")).toEqual({ ok: false, unknown: "EU" });
  expect(readCountries(" ")).toEqual({ ok: true, countries: [] });
});

test("languages are read by tag and by name", () => {
  expect(readLanguages("de_DE, EN-gb; French, 日语")).toEqual({
    ok: true,
    languages: ["de-DE", "en-GB", "fr", "ja"],
  });
  expect(readLanguages("Klingonese")).toEqual({ ok: false, unknown: "Klingonese" });
  expect(readLanguages("qq")).toEqual({ ok: false, unknown: "qq" });
});

describe("a category", () => {
  test.each([
    ["Home > Kitchen  >Knives", ["Home", "Kitchen", "Knives"]],
    ["家居 › 厨房", ["家居", "厨房"]],
    ["Bags/Luggage", ["Bags/Luggage"]],
    ["Home / Kitchen", ["Home", "Kitchen"]],
    ["Health & Beauty > Lotion, Oil", ["Health & Beauty", "Lotion, Oil"]],
  ])("%s is a path", (text, path) => {
    expect(readCategoryPath(text)).toEqual({ ok: true, path });
  });

  test("a path that comes back to itself is a loop", () => {
    expect(readCategoryPath("A > B > A")).toEqual({ ok: false, rule: "category_loop" });
    expect(readCategoryPath("A > a")).toEqual({ ok: false, rule: "category_loop" });
  });

  test("what would hang under itself closes a loop that is named", () => {
    const tree = new CategoryTree([
      { id: 1, parentId: null, name: "Home" },
      { id: 2, parentId: 1, name: "Kitchen" },
      { id: 3, parentId: 2, name: "Knives" },
    ]);
    expect(tree.loopOf(1, 3)).toEqual(["Home", "Kitchen", "Knives", "Home"]);
    expect(tree.loopOf(2, 2)).toEqual(["Kitchen", "Kitchen"]);
    expect(tree.loopOf(3, 1)).toBeNull();
    expect(tree.under(1)).toEqual([1, 2, 3]);
    expect(tree.find(["home", "KITCHEN"])).toEqual([2]);
  });
});

describe("pictures", () => {
  test("are parted however files part them, and an address keeps its own commas", () => {
    expect(
      readPictures([
        "https://a.example/1,2.jpg, https://a.example/3.jpg",
        "https://a.example/4.jpg|https://a.example/5.jpg;https://a.example/6.jpg\n//cdn.example/7.jpg",
      ]),
    ).toEqual({
      ok: true,
      pictures: [
        { url: "https://a.example/1,2.jpg" },
        ...[3, 4, 5, 6].map((n) => ({ url: `https://a.example/${n}.jpg` })),
        { url: "https://cdn.example/7.jpg" },
      ],
    });
  });

  // PrestaShop 3584: names of files have blanks, and a cell of one such address was two things, neither a picture.
  test("may have blanks in the names of their files", () => {
    const urls = (cell: string) => {
      const read = readPictures([cell]);
      return read.ok && read.pictures.map(({ url }) => url);
    };
    expect(urls("https://a.example/照片 正面.jpg")).toEqual(["https://a.example/照片%20正面.jpg"]);
    expect(urls("https://a.example/my photo (1).PNG, https://a.example/my photo (2).png?v=3")).toEqual([
      "https://a.example/my%20photo%20(1).PNG",
      "https://a.example/my%20photo%20(2).png?v=3",
    ]);
    expect(urls("https://a.example/1.jpg https://a.example/2 b.jpg //a.example/3.jpg")).toEqual([
      ...["https://a.example/1.jpg", "https://a.example/2%20b.jpg", "https://a.example/3.jpg"],
    ]);
    expect(urls("https://a.example/1.jpg see b.jpg")).toBe(false);
    expect(urls("https://a.example/1 see page 7")).toBe(false);
  });

  test("are refused where they are no address", () => {
    expect(readPictures(["rose.jpg"])).toEqual({ ok: false, rule: "picture_not_url", value: "rose.jpg" });
    expect(readPictures(["ftp://a.example/1.jpg"])).toMatchObject({ ok: false });
  });
});

describe("the type of an attribute is learnt from its values", () => {
  const typeOf = (values: string[]) => {
    const seen = { kinds: {}, units: {} };
    for (const value of values) learn(seen, valueKind(value));
    return { type: attributeType(seen), unit: usualUnit(seen) };
  };

  test.each([
    [["1", "2.5", "1,200"], "number", null],
    [["500 ml", "1 l", "250ml"], "quantity", "ml"],
    [["500 ml", "250"], "quantity", "ml"],
    [["yes", "no", "是"], "boolean", null],
    [["2026-01-31"], "date", null],
    [["https://a.example"], "url", null],
    [["cotton", "1"], "text", null],
    [["007", "123456789012345678"], "text", null],
  ])("%j: %s", (values, type, unit) => {
    expect(typeOf(values)).toEqual({ type, unit });
  });

  test("one stray among a hundred does not make numbers a text", () => {
    expect(typeOf([...Array.from({ length: 99 }, (_, n) => String(n + 1)), "ask us"]).type).toBe("number");
  });

  test("quantities are compared in one unit, and kept as they were written", () => {
    expect(readQuantity("1.5 kg")).toEqual({ number: 1500, unit: "kg" });
    expect(readQuantity("1,5 kg")).toEqual({ number: 1500, unit: "kg" });
    expect(readQuantity("10 cm")?.number).toBe(100);
    expect(readQuantity("5 yards of silk")).toBeNull();
    const read = productPatch({ key: "a", attributes: { weight: "1.5 kg" } });
    expect(read).toMatchObject({ patch: { attributes: { weight: "1.5 kg" }, numbers: { weight: 1500 } } });
  });
});

test("everything that is wrong with a product is told, each at its field", () => {
  const read = productPatch({
    key: " ",
    gtin: "123",
    category: "A > A",
    country: "Atlantis",
    language: "Klingonese",
    pictures: ["x"],
  });
  expect(read).toMatchObject({ ok: false });
  if (read.ok) return;
  expect(read.errors.map(({ field, rule }) => [field, rule])).toEqual([
    ["key", "key_missing"],
    ["gtin", "gtin_length"],
    ["category", "category_loop"],
    ["country", "country_unknown"],
    ["language", "language_unknown"],
    ["pictures", "picture_not_url"],
  ]);
});

test("an attribute called __proto__ is one like any other", () => {
  const attributes = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
  const read = productPatch({ key: "a", attributes });
  if (!read.ok) throw new Error("refused");
  expect(JSON.stringify(read.patch.attributes)).toBe('{"__proto__":"x","constructor":"y"}');
});
