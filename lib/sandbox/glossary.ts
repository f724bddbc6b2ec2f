import type { SandboxLanguage } from "./target-language.ts";

const ORDER: readonly SandboxLanguage[] = ["en", "zh", "de", "fr", "es", "ja"];

// One term a line: en, zh, de, fr, es, ja. "zh|zh" gives two spellings that are understood; the first is written.
const TERMS = `
bergamot;佛手柑;Bergamotte;bergamote;bergamota;ベルガモット
pink pepper;粉红胡椒;Rosa Pfeffer;poivre rose;pimienta rosa;ピンクペッパー
mandarin;柑橘;Mandarine;mandarine;mandarina;マンダリン
lemon;柠檬;Zitrone;citron;limón;レモン
pear;梨;Birne;poire;pera;洋梨
cardamom;小豆蔻;Kardamom;cardamome;cardamomo;カルダモン
grapefruit;葡萄柚;Grapefruit;pamplemousse;pomelo;グレープフルーツ
green tea;绿茶;Grüner Tee;thé vert;té verde;緑茶
jasmine;茉莉|茉莉花;Jasmin;jasmin;jazmín;ジャスミン
rose;玫瑰;Rose;rose;rosa;ローズ
iris;鸢尾|鸢尾花;Iris;iris;iris;アイリス
orange blossom;橙花;Orangenblüte;fleur d’oranger;azahar;オレンジブロッサム
tuberose;晚香玉;Tuberose;tubéreuse;nardo;チュベローズ
osmanthus;桂花;Osmanthus;osmanthus;osmanto;金木犀
lavender;薰衣草;Lavendel;lavande;lavanda;ラベンダー
peony;牡丹;Pfingstrose;pivoine;peonía;ピオニー
sandalwood;檀香|檀香木;Sandelholz;bois de santal;sándalo;サンダルウッド
vetiver;香根草;Vetiver;vétiver;vetiver;ベチバー
vanilla;香草;Vanille;vanille;vainilla;バニラ
patchouli;广藿香;Patschuli;patchouli;pachulí;パチョリ
white musk;白麝香;Weißer Moschus;musc blanc;almizcle blanco;ホワイトムスク
cedarwood;雪松|雪松木;Zedernholz;bois de cèdre;madera de cedro;シダーウッド
amber;琥珀|琥珀调;Amber;ambre;ámbar;アンバー
tonka bean;零陵香豆;Tonkabohne;fève tonka;haba tonka;トンカビーン
oud;沉香|乌木;Oud;oud;oud;ウード
floral;花香调;blumig;floral;floral;フローラル
woody;木质调;holzig;boisé;amaderado;ウッディ
citrus;柑橘调;zitrisch;hespéridé;cítrico;シトラス
aquatic;水生调;aquatisch;aquatique;acuático;アクアティック
gourmand;美食调;gourmand;gourmand;gourmand;グルマン
chypre;西普调;chypre;chypré;chipre;シプレ
fougère;馥奇调;fougère;fougère;fougère;フゼア
women;女士|女;Frauen;les femmes;mujer;女性
men;男士|男;Männer;les hommes;hombre;男性
unisex;中性|男女通用;alle;tous;todos;すべての方
perfume;香水;Parfüm;parfum;perfume;香水
gift set;礼盒套装|礼盒;Geschenkset;coffret cadeau;set de regalo;ギフトセット
body mist;身体喷雾;Körperspray;brume corporelle;bruma corporal;ボディミスト
Eau de Parfum;淡香精;Eau de Parfum;eau de parfum;eau de parfum;オードパルファム
Eau de Toilette;淡香水;Eau de Toilette;eau de toilette;eau de toilette;オードトワレ
Eau de Cologne;古龙水;Eau de Cologne;eau de Cologne;agua de colonia;オーデコロン
Extrait de Parfum;香精;Extrait de Parfum;extrait de parfum;extracto de perfume;パルファン
`;

interface Term {
  spellings: string[];
  written: Record<SandboxLanguage, string>;
}

const terms: Term[] = TERMS.trim()
  .split("\n")
  .map((line) => {
    const columns = line.split(";").map((column) => column.split("|"));
    const written = ORDER.map((language, i) => [language, columns[i]?.[0] ?? ""] as const);
    return {
      spellings: columns.flat().map((spelling) => spelling.toLowerCase()),
      written: Object.fromEntries(written) as Record<SandboxLanguage, string>,
    };
  });
const bySpelling = new Map(terms.flatMap((term) => term.spellings.map((spelling) => [spelling, term])));

/** The words of a fact in a language: known terms and countries are translated, all others stay as they came. */
export function inLanguage(value: string, language: SandboxLanguage): string[] {
  return value
    .split(/\s*[,、，;；/]\s*|\s+(?:and|und|et|y)\s+/)
    .filter(Boolean)
    .map((word) => bySpelling.get(word.trim().toLowerCase())?.written[language] ?? word.trim());
}

/** A two-letter country code as its name; anything else as it came. */
export function countryName(value: string, language: SandboxLanguage): string {
  if (!/^[A-Z]{2}$/.test(value)) return value;
  let names = countryNames.get(language);
  if (!names) {
    names = new Intl.DisplayNames(language, { type: "region" });
    countryNames.set(language, names);
  }
  return names.of(value) ?? value;
}

/** Terms of the glossary that stand in a text, in its order, as they are written in a language. */
export function termsIn(text: string, language: SandboxLanguage): string[] {
  const lower = text.toLowerCase();
  return terms
    .map((term) => ({ term, at: firstPlace(lower, term.spellings) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ term }) => term.written[language]);
}

const countryNames = new Map<SandboxLanguage, Intl.DisplayNames>();

function firstPlace(text: string, spellings: string[]): number {
  const places = spellings.map((spelling) => text.indexOf(spelling)).filter((at) => at >= 0);
  return places.length > 0 ? Math.min(...places) : -1;
}
