import { findPhoneNumbersInText } from "libphonenumber-js/max";
import { withoutCjk } from "#lib/folded-text.ts";

type Place = [from: number, to: number];

const MANY_DIGITS = /[+(]{0,2}\d(?:[\s().+/-]{0,3}\d){6,20}/gu;
// Plans take long to look up; a text with more long numbers than this is told enough by how they are written.
const MOST_PLANNED = 100;
const DATE = /^(?:19|20)\d\d[ ./-]\d\d?[ ./-]\d\d?/;
const HALF_NUMBER = /[\p{Script=Latin}\d]/u;
// Numbering plans leave out ranges that are reserved or not given out yet; people still write them as telephones:
// mobiles of the PRC in any spacing, numbers with a country's code, and national ones in groups behind their nought.
const WRITTEN_AS_PHONES = [
  /(?<![\p{Script=Latin}\d.-])(?:\+?86[ -]?)?1 ?[3-9](?:[ -]?\d){9}(?![\p{Script=Latin}\d-])/gu,
  /(?<![\p{Script=Latin}\d])\+\d{1,3}(?:[ ./-]{0,2}\(?\d{1,4}\)?){2,6}(?![\p{Script=Latin}\d-])/gu,
  /(?<![\p{Script=Latin}\d.,/-])\(?0\d{1,4}\)?[ -]\d{3,4}(?:[ -]\d{3,4}){1,2}(?![\p{Script=Latin}\d-])/gu,
];
const FEWEST_DIGITS = 9;
// Numbers of goods and orders are as long.
const OF_GOODS =
  /(?:ean|gtin|isbn|upc|sku|asin|mpn|art\.?|artikel\p{L}*|item|model|order|batch|lot|serial|bestell\p{L}*|货号|条码|条形码|订单|批号|编号|型号|序列号|品番|注文|ロット|jan)[^\p{L}\d]{0,3}(?:no|nr|number|nummer|码|号|番号|コード)?[^\p{L}\d]{0,3}$/u;
const NEAR = 24;

/**
 * Places of telephone numbers in a folded text: by the numbering plan of the country of a language where none is written,
 * and what is written as one.
 */
export function phonesIn(text: string, language: string): Place[] {
  const country = new Intl.Locale(language).maximize().region;
  const plain = withoutCjk(text);
  const planned = [...plannedIn(plain, country)];
  const written = WRITTEN_AS_PHONES.flatMap((pattern) =>
    [...plain.matchAll(pattern)]
      .filter(([phone]) => phone.replaceAll(/\D/g, "").length >= FEWEST_DIGITS)
      .map(({ index, 0: phone }): Place => [index, index + phone.length]),
  );
  return [...planned, ...written].filter(
    ([from, to]) =>
      !DATE.test(text.slice(from, to)) &&
      !HALF_NUMBER.test(text[to] ?? "") &&
      !OF_GOODS.test(text.slice(Math.max(0, from - NEAR), from)),
  );
}

function* plannedIn(plain: string, country: string | undefined): Generator<Place> {
  let count = 0;
  for (const { index, 0: digits } of plain.matchAll(MANY_DIGITS)) {
    if (count++ === MOST_PLANNED) return;
    // With the letter on either side, which may make it part of something else.
    const from = Math.max(0, index - 1);
    const around = plain.slice(from, index + digits.length + 1);
    for (const { startsAt, endsAt } of findPhoneNumbersInText(around, {
      ...(country && { defaultCountry: country as "CN" }),
    }))
      yield [from + startsAt, from + endsAt];
  }
}
