const CARD = /(?<![\p{Script=Latin}\d.-])\d(?:[ -]?\d){14,18}(?![\p{Script=Latin}\d-])/gu;
const GROUPED = /^(?:\d{4}[ -]){3,4}\d{1,4}$|^\d{4}[ -]\d{6}[ -]\d{5}$|^\d+$/;
// Visa, Mastercard, American Express, JCB, Discover, UnionPay: first digits and lengths (ISO/IEC 7812).
const ISSUERS: [RegExp, number[]][] = [
  [/^4/, [16, 19]],
  [/^5[1-5]|^2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)/, [16]],
  [/^3[47]/, [15]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^6(?:011|4[4-9]|5)/, [16]],
  [/^62/, [16, 17, 18, 19]],
];

/** Places of bank card numbers in a folded text: an issuer's first digits, its length, and Luhn's check digit. */
export function bankCardsIn(text: string): [from: number, to: number][] {
  return [...text.matchAll(CARD)]
    .filter(([card]) => GROUPED.test(card) && isCard(card.replaceAll(/\D/g, "")))
    .map((match) => [match.index, match.index + match[0].length]);
}

function isCard(digits: string): boolean {
  const isIssued = ISSUERS.some(([first, lengths]) => first.test(digits) && lengths.includes(digits.length));
  return isIssued && luhnSum(digits) % 10 === 0;
}

function luhnSum(digits: string): number {
  return [...digits].reverse().reduce((sum, digit, place) => {
    const doubled = place % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
}
