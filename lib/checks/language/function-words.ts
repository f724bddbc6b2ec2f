// Short words that prose of a language cannot do without, and that its neighbours do not have.
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(
    "the and of to for with is are your you it its this that from by or our we has have not no but which when while more than can will be at on out into each every up they them their",
  ),
  de: words(
    "der das und mit für ist ein eine einen einem einer nicht von zu zum zur auf aus bei auch sich wird werden sind oder sie ihre ihr ihren ihrem im dem den nach nur noch wie wenn durch über unter ohne kein keine",
  ),
  fr: words(
    "le les et pour avec une est dans sur qui que pas plus votre vous nous au aux du ce cette sont par",
  ),
  es: words("el los las y con una es por para que su sus del más muy sin como este esta son pero"),
  it: words("il gli che per con una della delle dei nel nella è sono più non anche questo questa dal alla"),
  pt: words("os as com uma não mais para seu sua são muito também pelo pela dos das esta este"),
  nl: words("het een van voor met zijn niet ook naar deze dit bij worden wordt uw jouw maar"),
};

/** How many words of a language's own a sentence has, and the most that another has; `null` for a language unknown. */
export function functionWordsIn(sentence: string, language: string): { own: number; other: number } | null {
  if (!WORDS[language]) return null;
  const said = sentence.toLowerCase().match(/\p{L}+/gu) ?? [];
  let [own, other] = [0, 0];
  for (const [name, known] of Object.entries(WORDS)) {
    let count = 0;
    for (const word of said) if (known.has(word)) count++;
    if (name === language) own = count;
    else other = Math.max(other, count);
  }
  return { own, other };
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
