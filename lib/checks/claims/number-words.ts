/** A number that is written as a word. */
export interface WordedNumber {
  amount: number;
  /** In the text it was read in, in UTF-16 units. */
  from: number;
  to: number;
}

const ENGLISH = numbered(
  "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
  2,
);
const ENGLISH_TENS = numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10);
const GERMAN = numbered(
  "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
  2,
);
const GERMAN_TENS = numbered("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10);
const WORDS = new Map<string, number>([...ENGLISH, ...ENGLISH_TENS, ...GERMAN, ...GERMAN_TENS]);
for (const [ten, tens] of ENGLISH_TENS) {
  WORDS.set(`${ten}-one`, tens + 1);
  for (const [one, ones] of ENGLISH) if (ones < 10) WORDS.set(`${ten}-${one}`, tens + ones);
}
for (const [ten, tens] of GERMAN_TENS)
  for (const [one, ones] of [["ein", 1] as const, ...GERMAN])
    if (ones < 10) WORDS.set(`${one}und${ten}`, tens + ones);
for (const [word, amount] of [
  ["dozen", 12],
  ["hundred", 100],
  ["hundert", 100],
  ["thousand", 1000],
  ["tausend", 1000],
] as const)
  WORDS.set(word, amount);

// Most words do not begin as a number does, and need no further look.
const FIRST_LETTERS = [...new Set([...WORDS.keys()].map((word) => word[0]))].join("");
const WORD = new RegExp(`(?<![\\p{L}\\p{N}-])[${FIRST_LETTERS}][a-zäöüß]{2,}(?:-[a-z]{3,5})?`, "gu");
const NUMERALS = /[一二三四五六七八九十百千两双]+/gu;
const DIGITS: Record<string, number> = {
  一: 1,
  二: 2,
  两: 2,
  双: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const PLACES: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };
const LONGEST_NUMERAL = 7;

/** The numbers of a folded text that are written as words, in English, German, Chinese and Japanese; in order. */
export function* wordedNumbersIn(text: string): Generator<WordedNumber> {
  for (const { index, 0: word } of text.matchAll(WORD)) {
    const whole = WORDS.get(word);
    const hyphen = whole === undefined ? word.indexOf("-") : -1;
    const first = hyphen < 0 ? word : word.slice(0, hyphen);
    const amount = whole ?? (hyphen < 0 ? undefined : WORDS.get(first));
    if (amount === undefined) continue;
    yield { amount, from: index, to: index + (whole === undefined ? first : word).length };
  }
  for (const { index, 0: numeral } of text.matchAll(NUMERALS)) {
    const amount = numeral.length > LONGEST_NUMERAL ? null : numeralAmount(numeral);
    if (amount !== null && text[index - 1] !== "第")
      yield { amount, from: index, to: index + numeral.length };
  }
}

// 二十四 is 24, 百 is 100; 三四 is no number.
function numeralAmount(numeral: string): number | null {
  let [total, digit] = [0, 0];
  for (const letter of numeral) {
    const place = PLACES[letter];
    if (place) {
      total += (digit || 1) * place;
      digit = 0;
    } else if (digit) return null;
    else digit = DIGITS[letter] ?? 0;
  }
  return total + digit;
}

function numbered(words: string, first: number, step = 1): [string, number][] {
  return words.split(" ").map((word, index) => [word, first + index * step]);
}
