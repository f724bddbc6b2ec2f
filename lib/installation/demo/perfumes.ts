import { seededRandom } from "#lib/seeded-random.ts";

/** The columns of the sample catalogue, in file order. */
export const PERFUME_COLUMNS = [
  "sku",
  "barcode",
  "name",
  "name_zh",
  "brand",
  "country",
  "category",
  "family",
  "concentration",
  "gender",
  "size_ml",
  "top_notes",
  "heart_notes",
  "base_notes",
  "year",
  "description",
  "title",
  "supplier_copy",
  "safe_copy",
] as const;

export type Perfume = Record<(typeof PERFUME_COLUMNS)[number], string>;

interface Words {
  en: string;
  zh: string;
}

interface House {
  name: string;
  country: string;
  /** Language its own descriptions came in. */
  language: "en" | "zh" | "fr" | "de" | "it" | "ja";
}

// Every house is invented: a sample must not put words into a real brand's mouth.
const HOUSES: House[] = [
  { name: "Maison Verlaine", country: "FR", language: "fr" },
  { name: "Atelier Sauvanne", country: "FR", language: "fr" },
  { name: "Casa Lirio", country: "IT", language: "it" },
  { name: "Bellaroma Firenze", country: "IT", language: "it" },
  { name: "Nordlicht Duftwerkstatt", country: "DE", language: "de" },
  { name: "Wolke & Söhne", country: "DE", language: "de" },
  { name: "Hartwell & Rye", country: "GB", language: "en" },
  { name: "Juniper Row", country: "US", language: "en" },
  { name: "Kōri", country: "JP", language: "ja" },
  { name: "雾山 Wushan", country: "CN", language: "zh" },
  { name: "花信 Huaxin", country: "CN", language: "zh" },
  { name: "Oasis d’Or", country: "AE", language: "en" },
];

const FAMILIES: Words[] = [
  { en: "floral", zh: "花香调" },
  { en: "woody", zh: "木质调" },
  { en: "citrus", zh: "柑橘调" },
  { en: "amber", zh: "琥珀调" },
  { en: "aquatic", zh: "水生调" },
  { en: "gourmand", zh: "美食调" },
  { en: "chypre", zh: "西普调" },
  { en: "fougère", zh: "馥奇调" },
];

const TOP: Words[] = [
  { en: "bergamot", zh: "佛手柑" },
  { en: "pink pepper", zh: "粉红胡椒" },
  { en: "mandarin", zh: "柑橘" },
  { en: "lemon", zh: "柠檬" },
  { en: "pear", zh: "梨" },
  { en: "cardamom", zh: "小豆蔻" },
  { en: "grapefruit", zh: "葡萄柚" },
  { en: "green tea", zh: "绿茶" },
];
const HEART: Words[] = [
  { en: "jasmine", zh: "茉莉" },
  { en: "rose", zh: "玫瑰" },
  { en: "iris", zh: "鸢尾" },
  { en: "orange blossom", zh: "橙花" },
  { en: "tuberose", zh: "晚香玉" },
  { en: "osmanthus", zh: "桂花" },
  { en: "lavender", zh: "薰衣草" },
  { en: "peony", zh: "牡丹" },
];
const BASE: Words[] = [
  { en: "sandalwood", zh: "檀香" },
  { en: "vetiver", zh: "香根草" },
  { en: "vanilla", zh: "香草" },
  { en: "patchouli", zh: "广藿香" },
  { en: "white musk", zh: "白麝香" },
  { en: "cedarwood", zh: "雪松" },
  { en: "amber", zh: "琥珀" },
  { en: "tonka bean", zh: "零陵香豆" },
];

const FIRST: Words[] = [
  { en: "Midnight", zh: "午夜" },
  { en: "Silk", zh: "丝绸" },
  { en: "Garden", zh: "花园" },
  { en: "Salt", zh: "海盐" },
  { en: "Velvet", zh: "天鹅绒" },
  { en: "First", zh: "初" },
  { en: "Amber", zh: "琥珀" },
  { en: "Rain", zh: "雨" },
  { en: "Desert", zh: "大漠" },
  { en: "Paper", zh: "纸" },
];
const SECOND: Words[] = [
  { en: "Bloom", zh: "绽放" },
  { en: "Letter", zh: "来信" },
  { en: "Grove", zh: "林间" },
  { en: "Harbour", zh: "港湾" },
  { en: "Lantern", zh: "灯火" },
  { en: "Orchard", zh: "果园" },
  { en: "Snow", zh: "初雪" },
  { en: "Terrace", zh: "露台" },
];
const SHORT: Words[] = [
  { en: "Oud", zh: "沉香" },
  { en: "Ō", zh: "环" },
  { en: "N° 7", zh: "七号" },
  { en: "Ink", zh: "墨" },
];
const LONG_TAIL: Words = {
  en: "Intense Collector’s Edition with Travel Spray and Refill, Night Garden Collection",
  zh: "馥郁典藏版 附旅行喷雾与补充装 夜花园系列",
};

const CONCENTRATIONS = ["Eau de Parfum", "Eau de Toilette", "Eau de Cologne", "Extrait de Parfum"];
const GENDERS = ["women", "men", "unisex"];
const SIZES = ["10", "30", "50", "75", "100", "200"];
const CATEGORIES = ["perfume", "perfume", "perfume", "gift set", "body mist"];

const OVERSTATEMENTS = [
  [],
  ["The best perfume in the world."],
  ["It relieves headaches and cures insomnia.", "Doctors recommend it."],
  ["Results guaranteed: it never fades."],
  ["Unrivalled by any other brand.", "The number one choice of all women."],
];

/**
 * A catalogue of invented perfumes: the same for the same seed, with the gaps, the long and the short names, and
 * the mixture of languages that a real one has.
 */
export function makePerfumes(count: number, seed = 20_261_122): Perfume[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => makePerfume(index + 1, random));
}

function makePerfume(number: number, random: () => number): Perfume {
  const house = pick(HOUSES, random);
  const name = makeName(random);
  const family = pick(FAMILIES, random);
  const chinese = house.language === "zh";
  const notes = (from: Words[]) =>
    chance(0.08, random)
      ? ""
      : pickSome(from, random)
          .map((note) => (chinese ? note.zh : note.en))
          .join(chinese ? "、" : ", ");
  const perfume: Perfume = {
    sku: String(number).padStart(8, "0"),
    barcode: `69${String(40_000_000_000 + number * 97)}`,
    name: name.en,
    name_zh: chinese || chance(0.6, random) ? name.zh : "",
    brand: house.name,
    country: house.country,
    category: pick(CATEGORIES, random),
    family: chance(0.05, random) ? "" : chinese ? family.zh : family.en,
    concentration: pick(CONCENTRATIONS, random),
    gender: chance(0.1, random) ? "" : pick(GENDERS, random),
    size_ml: chance(0.04, random) ? "" : pick(SIZES, random),
    top_notes: notes(TOP),
    heart_notes: notes(HEART),
    base_notes: notes(BASE),
    year: chance(0.3, random) ? "" : String(1990 + Math.floor(random() * 37)),
    description: "",
    title: "",
    supplier_copy: "",
    safe_copy: "",
  };
  if (chance(0.55, random)) perfume.description = introduce(perfume, house.language);
  return { ...perfume, ...advertise(perfume, number) };
}

// What a supplier advertises, and how much of it a shop may say; some suppliers say nothing that it may not.
function advertise(
  { name, brand, concentration, size_ml }: Perfume,
  number: number,
): Pick<Perfume, "title" | "supplier_copy" | "safe_copy"> {
  const size = size_ml && ` ${size_ml} ml`;
  const safe = `${name} by ${brand} comes as ${concentration}${size && ` in a bottle of${size}`}.`;
  return {
    title: `${brand} ${name} ${concentration}${size}`,
    supplier_copy: [safe, ...(OVERSTATEMENTS[number % OVERSTATEMENTS.length] ?? [])].join(" "),
    safe_copy: safe,
  };
}

function makeName(random: () => number): Words {
  if (chance(0.04, random)) return pick(SHORT, random);
  const [first, second] = [pick(FIRST, random), pick(SECOND, random)];
  const name = { en: `${first.en} ${second.en}`, zh: `${first.zh}${second.zh}` };
  return chance(0.06, random) ? { en: `${name.en} ${LONG_TAIL.en}`, zh: `${name.zh} ${LONG_TAIL.zh}` } : name;
}

function introduce(
  { name, name_zh, brand, concentration, heart_notes, base_notes }: Perfume,
  language: House["language"],
): string {
  const heart = heart_notes || base_notes;
  if (!heart) return "";
  switch (language) {
    case "zh":
      return `${name_zh}，${brand} 出品的香水，以${heart}为主调。`;
    case "fr":
      return `${name}, ${concentration.toLowerCase()} de ${brand}, autour de ces notes : ${heart}.`;
    case "de":
      return `${name} von ${brand}: ein Duft rund um ${heart}, abgefüllt als ${concentration}.`;
    case "it":
      return `${name} di ${brand}: una fragranza costruita su ${heart}.`;
    case "ja":
      return `${brand}の「${name}」。${heart}を中心にした香り。`;
    case "en":
      return `${name} by ${brand}, built around ${heart}.`;
  }
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function pickSome<Item>(items: readonly Item[], random: () => number): Item[] {
  const start = Math.floor(random() * items.length);
  const count = 1 + Math.floor(random() * 3);
  return Array.from({ length: count }, (_, step) => items[(start + step * 3) % items.length] as Item);
}

function chance(share: number, random: () => number): boolean {
  return random() < share;
}
