const IBAN =
  /(?<![\p{Script=Latin}\d])[a-z]{2}\d{2}(?: ?[a-z\d]{4}){2,7}(?: ?[a-z\d]{1,3})?(?![\p{Script=Latin}\d])/gu;
// Area, group and serial that the Social Security Administration gives out, written with its two hyphens.
const SOCIAL_SECURITY =
  /(?<![\p{Script=Latin}\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\p{Script=Latin}\d-])/gu;
// Hong Kong identity cards end with their check digit in brackets.
const HONG_KONG = /(?<![\p{Script=Latin}\d])[a-z]{1,2}\d{6} ?\([\da]\)/gu;
// Numbers of eleven or twelve digits are everywhere; these count beside their name only.
const NAMED =
  /(?:passport|reisepass|护照|旅券|パスポート|マイナンバー|个人番号|steuer-?id|steueridentifikationsnummer|personalausweis|social security|driver'?s licen[cs]e|führerschein|驾驶证|驾照|港澳通行证|台胞证|回乡证|通行证|军官证|社保号|社会保障号|免许证)[^\d.。;；!?]{0,28}?(?<![\p{Script=Latin}\d])([a-z]{0,2}\d{6,12}[a-z]?|\d{2,4}(?:[ -]\d{2,4}){2,4}|(?=[a-z]{0,2}\d)[a-z\d]{8,11})(?![\p{Script=Latin}\d])/giu;

/**
 * Places of other numbers that name a person in a folded text: bank accounts (IBAN, ISO 13616), US social security
 * numbers, identity cards of Hong Kong, and passports, tax and social numbers beside their name.
 */
export function otherIdsIn(text: string): [from: number, to: number][] {
  const accounts = [...text.matchAll(IBAN)].filter(([iban]) => isIban(iban.replaceAll(" ", "")));
  const places = [...accounts, ...text.matchAll(SOCIAL_SECURITY), ...text.matchAll(HONG_KONG)].map(
    (match): [number, number] => [match.index, match.index + match[0].length],
  );
  for (const match of text.matchAll(NAMED)) {
    const to = match.index + match[0].length;
    places.push([to - (match[1]?.length ?? 0), to]);
  }
  return places;
}

// Its letters stand for 10 to 35; moved behind, the first four leave 1 modulo 97.
function isIban(iban: string): boolean {
  if (iban.length < 15 || iban.length > 34) return false;
  const moved = iban.slice(4) + iban.slice(0, 4);
  const digits = moved.replaceAll(/[a-z]/g, (letter) => String(Number.parseInt(letter, 36)));
  return BigInt(digits) % 97n === 1n;
}
