import { foldText, hasCjk } from "#lib/folded-text.ts";

/** What a unit measures, and how many of its dimension's base unit one of it is. */
export interface Unit {
  dimension: Dimension;
  factor: number;
  /** Metric amounts are exact; a conversion between systems is rounded by whoever writes it. */
  system: "metric" | "imperial" | "other";
}

type Dimension =
  | "volume"
  | "mass"
  | "length"
  | "area"
  | "time"
  | "share"
  | "temperature"
  | "power"
  | "voltage"
  | "charge"
  | "energy"
  | "frequency"
  | "data"
  | "speed"
  | "pixels"
  | "count"
  | "fineness"
  | "angle"
  | "pressure"
  | "loudness"
  | "luminance"
  | "carat"
  | "fabric-weight"
  | "thread"
  | "money";

const LATIN = /\p{Script=Latin}/u;

type Row = [dimension: Dimension, factor: number, system: Unit["system"], forms: string];

// Factors of the international yard and pound (1959) and of the US fluid ounce; NIST Special Publication 811.
const rows: Row[] = [
  ["volume", 1, "metric", "ml 毫升 ミリリットル milliliter milliliters millilitre millilitres cc"],
  ["volume", 10, "metric", "cl zentiliter centiliter centilitre"],
  ["volume", 1000, "metric", "l 升 公升 リットル liter liters litre litres ltr"],
  [
    "volume",
    29.5735,
    "imperial",
    "fl_oz us_fl_oz fl._oz fl._oz. fl.oz floz fluid_ounce fluid_ounces 液量盎司 液体盎司",
  ],
  ["volume", 3785.41, "imperial", "gal us_gal gallon gallons us_gallon us_gallons 加仑 ガロン"],
  ["volume", 473.176, "imperial", "pint pints"],
  ["volume", 946.353, "imperial", "qt quart quarts"],
  ["mass", 0.001, "metric", "mg 毫克 ミリグラム milligram milligrams milligramm"],
  ["mass", 0.000001, "metric", "μg mcg µg 微克"],
  ["mass", 1, "metric", "g 克 グラム gram grams gramm gr"],
  ["mass", 1000, "metric", "kg 千克 公斤 キログラム キロ kilo kilos kilogram kilograms kilogramm kgs"],
  ["mass", 500, "metric", "斤 市斤"],
  ["mass", 50, "metric", "两"],
  ["mass", 1_000_000, "metric", "t 吨 トン tonne tonnes"],
  ["mass", 28.3495, "imperial", "oz 盎司 オンス ounce ounces oz. unze unzen"],
  ["mass", 453.592, "imperial", "lb lbs 磅 ポンド pound pounds pfund"],
  ["length", 0.001, "metric", "μm µm 微米"],
  ["length", 1, "metric", "mm 毫米 ミリ ミリメートル millimeter millimeters millimetre millimetres"],
  [
    "length",
    10,
    "metric",
    "cm 厘米 公分 センチ センチメートル centimeter centimeters centimetre centimetres zentimeter",
  ],
  ["length", 1000, "metric", "m 米 メートル meter meters metre metres mtr"],
  ["length", 1_000_000, "metric", "km 千米 公里 キロメートル kilometer kilometers kilometre kilometres"],
  ["length", 25.4, "imperial", 'in inch inches 英寸 吋 寸 インチ zoll " ″ ”'],
  ["length", 304.8, "imperial", "ft foot feet 英尺 フィート ′"],
  ["length", 914.4, "imperial", "yd yard yards"],
  ["area", 1, "metric", "m² m2 sqm 平方米 平米 ㎡ quadratmeter 平方メートル"],
  ["area", 0.0001, "metric", "cm² cm2 平方厘米"],
  ["area", 0.092903, "imperial", "sq_ft sq._ft ft² ft2 square_feet 平方英尺"],
  ["volume", 1_000_000, "metric", "m³ m3 立方米"],
  ["time", 1, "other", "s sec secs second seconds 秒 秒钟 秒間 sekunde sekunden"],
  ["time", 60, "other", "min mins minute minutes 分钟 分間 minuten 分"],
  ["time", 3600, "other", "h hr hrs hour hours 小时 个小时 時間 时间 stunde stunden std"],
  ["time", 86400, "other", "day days 天 日 日間 日间 tag tage tagen"],
  ["time", 604800, "other", "week weeks 周 星期 週間 周间 woche wochen"],
  ["time", 2629800, "other", "month months 个月 ヶ月 か月 カ月 个月间 ヶ月間 monat monate monaten"],
  ["time", 31557600, "other", "year years yr yrs 岁 周岁 年 年間 年间 jahr jahre jahren"],
  ["share", 1, "other", "% ％ percent per_cent prozent パーセント"],
  ["temperature", 1, "metric", "°c ℃ c 摄氏度 度 grad °"],
  ["temperature", 1, "imperial", "°f ℉ f 华氏度 华氏"],
  ["power", 1, "metric", "w 瓦 瓦特 ワット watt watts"],
  ["power", 1000, "metric", "kw 千瓦 キロワット kilowatt"],
  ["power", 735.499, "other", "ps hp 马力 horsepower"],
  ["voltage", 1, "metric", "v 伏 伏特 ボルト volt volts"],
  ["charge", 1, "metric", "mah 毫安 毫安时 ミリアンペア"],
  ["charge", 1000, "metric", "ah 安时"],
  ["energy", 1, "metric", "wh 瓦时"],
  ["energy", 1000, "metric", "kwh 千瓦时 度电"],
  ["energy", 0.000278, "other", "j joule joules"],
  ["frequency", 1, "metric", "hz 赫兹 ヘルツ"],
  ["frequency", 1000, "metric", "khz 千赫"],
  ["frequency", 1_000_000, "metric", "mhz 兆赫"],
  ["frequency", 1_000_000_000, "metric", "ghz"],
  ["data", 1, "other", "mb 兆"],
  ["data", 1024, "other", "gb"],
  ["data", 1_048_576, "other", "tb"],
  ["speed", 1, "other", "rpm 转/分 转每分钟 u/min"],
  ["speed", 1_000_000, "other", "km/h 公里/小时"],
  ["pixels", 1, "other", "mp megapixel megapixels 万像素 百万像素 メガピクセル"],
  ["angle", 1, "other", "deg degree degrees"],
  ["pressure", 1, "other", "bar 巴 atm 个大气压 気圧"],
  ["pressure", 0.00001, "other", "pa 帕"],
  ["loudness", 1, "other", "db 分贝 デシベル dezibel"],
  ["luminance", 1, "other", "lm 流明 lumen lumens ルーメン"],
  ["luminance", 1000, "other", "nit nits 尼特"],
  ["carat", 1, "other", "ct carat carats 克拉 カラット karat"],
  ["fabric-weight", 1, "other", "g/m² g/m2 gsm"],
  ["thread", 1, "other", "den denier 旦 tc"],
  [
    "count",
    1,
    "other",
    "piece pieces pc pcs pack packs pk pcs. set sets pair pairs bag bags bottle bottles box boxes sheet sheets cup cups tablet tablets capsule capsules serving servings roll rolls layer layers pocket pockets card cards compartment compartments person people seat seats blade blades speed speeds mode modes level levels port ports 件 个 只 支 支装 片 包 袋 瓶 盒 箱 双 对 条 张 套 枚 颗 粒 卷 层 件套 件装 片装 包装 袋装 只装 个装 瓶装 双装 条装 盒装 人 人份 档 挡 块 把 根 头 码 抽 页 帧 枚入 個 個入 个入 本 本入 点セット 膳 客 缶 錠 冊 玉 組 足 台 層 段階 段阶 杯 人用 口袋 stück stk teile teilig teiliges teiliger teilige paar beutel flaschen packungen lagen schichten personen fächer tassen stufen klingen",
  ],
  ["money", 1, "other", "元 块钱 円 日元 € eur euro euros $ usd dollar dollars rmb cny ¥"],
];

/** The longest way a unit is written, in UTF-16 units. */
const LONGEST = Math.max(...rows.flatMap(([, , , forms]) => forms.split(" ").map(({ length }) => length)));

/** A unit by each way it is written, folded. */
export const units: ReadonlyMap<string, Unit> = new Map(
  rows.flatMap(([dimension, factor, system, forms]) =>
    forms
      .split(" ")
      .map((form): [string, Unit] => [
        foldText(form.replaceAll("_", " ")).text,
        { dimension, factor, system },
      ]),
  ),
);

const firstLetters = new Set([...units.keys()].map((form) => form[0]));

/** The unit that stands at a place of a folded text, in its longest form there, and where it ends. */
export function unitAt(text: string, from: number): { form: string; unit: Unit; to: number } | null {
  if (!firstLetters.has(text[from] ?? "")) return null;
  for (let to = Math.min(text.length, from + LONGEST); to > from; to--) {
    const form = text.slice(from, to);
    const unit = units.get(form);
    if (unit && isUnitsEnd(text, to, form)) return { form, unit, to };
  }
  return null;
}

// "5 minutes" has no unit "min"; "30分之一" and "9分袖" none at all.
function isUnitsEnd(text: string, to: number, form: string): boolean {
  const next = text[to] ?? "";
  if (form === "分") return !"之袖裤けか".includes(next) || next === "";
  return hasCjk(form) || !LATIN.test(next);
}
