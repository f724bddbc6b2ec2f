import { readConcepts } from "./concept.ts";

/**
 * Ways of being of which a product has one of each group: by hand or by machine, matt or glossy. Prose names them freely;
 * they are claims only where the row has another of the group.
 */
export const variants = readConcepts(
  "variant",
  `
  drive/manual: manual | manually operated | manuell | handbetrieben* | 手动 | 手摇 | 手動
  drive/automatic: automatic | fully automatic | automatisch* | vollautomatisch* | electric | elektrisch* | 自动 | 全自动 | 电动 | 自動 | 電動 | 自動開閉 | 自動で開 | 自動開閉式 | ワンタッチ開閉 | オート
  making/hand: hand-stitched | hand-sewn | handmade | handgenäht* | handgemacht* | 手缝 | 手工缝制 | 手工 | 纯手工 | 手縫い | 手作り | 手編み | 手織り | 手仕上げ
  making/machine: ~machine | machine-stitched | machine-made | maschinengenäht* | 机缝 | 机制 | 机织 | ミシン縫い | 機械縫い
  washing/hand: hand wash | hand wash only | hand-wash | handwäsche | 手洗 | 手洗い | 手洗い可 | 手洗いのみ
  washing/machine: machine wash | machine washable | machine-washable | maschinenwaschbar* | 可机洗 | 机洗 | 洗濯機可 | 洗濯機で洗える | 丸洗い | 洗濯機ok | ウォッシャブル | 洗濯機洗い
  washing/dry-clean: dry clean only | dry clean | chemische reinigung | 只可干洗 | 干洗 | ドライクリーニング
  finish/matt: matte | matt | mattiert* | 哑光 | 磨砂 | マット | つや消し
  finish/gloss: glossy | high-gloss | hochglanz* | hochglänzend* | 高光 | 亮面 | 亮光 | 光面 | 光沢 | つやあり
  sweetness/none: unsweetened | sugar-free | ungesüßt* | 无糖 | 無糖
  sweetness/sweet: sweetened | gesüßt* | 加糖
  roast/light: light roast | helle röstung | 浅烘 | 浅煎り
  roast/medium: medium roast | mittlere röstung | 中烘 | 中煎り | 中深煎り
  roast/dark: dark roast | dunkle röstung | 深烘 | 深煎り
  skin/dry: dry skin | trockene haut | 干性肌肤 | 干皮 | 乾燥肌
  skin/oily: oily skin | fettige haut | 油性肌肤 | 油皮 | 脂性肌
  firmness/soft: soft firmness | weiche härte | ~soft | ~weich | 偏软 | やわらかめ
  firmness/medium: medium-firm | medium firm | ~medium | 软硬适中
  firmness/firm: extra firm | extra-firm | ~firm | ~fest | 偏硬 | かため
  power/battery: battery-powered | batteriebetrieben* | 电池供电 | 電池式
  power/rechargeable: rechargeable | wiederaufladbar* | 可充电 | 充电式 | 充電式
  power/mains: mains-powered | plug-in | netzbetrieben* | 插电 | 插电式 | コンセント式
  power/solar: solar-powered | solarbetrieben* | 太阳能供电 | ソーラー式
  layout/us: us layout | us-layout | 美式布局 | us配列 | ~us
  layout/iso: uk layout | iso layout | qwertz* | qwertz-layout | azerty | 德式布局 | jis配列 | 日本語配列
  language/en: english edition | english version | in english | auf englisch | 英文版 | 英语版 | 英語版 | ~english | ~englisch | ~英文 | ~英语
  language/zh: chinese edition | chinese version | in chinese | auf chinesisch | 中文版 | 中英文双语 | 中英双语 | 中国語版 | ~chinese | ~中文
  language/de: german edition | german version | in german | auf deutsch | deutsche ausgabe | 德文版 | ドイツ語版 | ~german | ~deutsch
  language/ja: japanese edition | japanese version | 日文版 | 日本語版 | ~japanese | ~日本語
  hold/strong: strong hold | extra hold | starker halt | 强力定型 | ハードホールド
  hold/medium: medium hold | mittlerer halt
  heel/flat: flat sole | flat heel | 平底
  heel/high: high heel | high-heeled | 高跟 | ハイヒール
  sleeve/long: long-sleeved | long sleeves | langarm* | 长袖 | 長袖
  sleeve/short: short-sleeved | short sleeves | kurzarm* | 短袖 | 半袖
  fit/slim: slim fit | slim-fit | 修身 | スリムフィット
  fit/loose: loose fit | oversized | relaxed fit | 宽松 | ゆったり | オーバーサイズ
  fit/regular: regular fit | normale passform | 常规版型 | レギュラーフィット
  thickness/thick: thickened | extra thick | 加厚 | 加绒 | 加绒加厚 | 厚手
  thickness/thin: ultra-thin | 超薄 | 薄款 | 薄手
  assembly/done: fully assembled | ready assembled | arrives assembled | fertig montiert* | 免安装 | 无需组装 | 完成品 | 組立不要
  assembly/needed: assembly required | self-assembly | selbstmontage | 需自行组装 | 需组装 | 组装 | 要組立 | 組立式 | ~必要
  lens/clear: clear lenses | clear lens
  caffeine/none: caffeine-free | decaf | decaffeinated | koffeinfrei* | 无咖啡因 | ノンカフェイン | カフェインレス
  gender/men: for men | men's | für herren | herren-* | 男士 | 男款 | メンズ
  gender/women: for women | women's | für damen | damen-* | 女士 | 女款 | レディース
  `,
);

/** What group a variant is of. */
export function groupOf(id: string): string {
  return id.slice(0, id.indexOf("/"));
}
