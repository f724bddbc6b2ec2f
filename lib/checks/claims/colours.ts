import { readConcepts } from "./concept.ts";

/** Colours as names of variants give them. */
export const colours = readConcepts(
  "colour",
  `
  black: black | schwarz | schwarz* | noir | negro | 黑色 | 黑 | 纯黑 | ブラック | 黒 | 黒色 | 哑光黑 | 亮黑 | 曜石黑 | matte black | マットブラック | jet black | pitch black | tiefschwarz* | 墨黑 | 漆黑 | 炭黑 | 玄色 | matt black | mattschwarz* | 墨色 | マット黒 | 黒い | 黒の | 墨黒 | ジェットブラック
  white: white | weiß | weiß* | weiss | blanc | blanco | 白色 | 纯白 | ホワイト | 白 | 白い | 哑光白 | 珍珠白 | 乳白 | 乳白色 | 雪白 | 雾白 | パールホワイト | pearl white | snow white | pure white | sand-white | reinweiß | 米白 | 珠光白 | 釉白 | 哑白 | オフ白 | 純白 | 白の | 白磁色 | スノーホワイト | オフ白色
  ivory < white: ivory | elfenbein* | 象牙白 | 米白 | アイボリー
  off-white < white: off-white | off white | naturweiß | wollweiß | 米白 | 米白色 | オフホワイト | 生成り | きなり | 生成 | エクリュ | ecru
  cream: cream white | creme | cremeweiß | cremefarben* | 奶油色 | 奶白 | 奶白色 | クリーム色
  beige: beige | 米色 | 杏色 | ベージュ | ~sand | ~oat | ~oatmeal | sandfarben* | 燕麦色 | 沙色 | 米杏 | 裸色 | アイボリーベージュ | ~燕麦 | ~オートミール | ベージュの | サンドベージュ | 亜麻色
  grey: grey | gray | grau | grau* | gris | 灰色 | 灰 | グレー | グレイ | 灰色の | 雾灰 | 高级灰 | 银灰 | 铁灰 | 太空灰 | スペースグレー | *grau | slate grey | 石墨灰 | 月岩灰 | 米灰 | 岩灰 | ~graphite | graphit* | グレージュ | ~石墨 | 鼠色 | ねずみ色 | アッシュグレー | ライトグレー | チャコールグレー
  dark-grey < grey: dark grey | dark gray | dunkelgrau* | 深灰 | 深灰色 | ダークグレー | charcoal | anthrazit* | チャコール | 炭灰
  light-grey < grey: light grey | light gray | hellgrau* | 浅灰 | 浅灰色 | ライトグレー
  silver: silver | silber* | silbern* | 银色 | 银 | シルバー | 銀色 | ~silver | silberfarben* | 亮银 | 星光银 | 銀色の | いぶし銀
  red: red | rot | rote | roter | rotes | roten | rouge | rojo | 红色 | 红 | 大红 | レッド | 赤 | 赤色 | 砖红 | 枣红 | 玫红 | 番茄红 | 正红 | 朱红 | brick red | ziegelrot* | kirschrot* | feuerrot* | weinrot* | 砖红色 | 酒红 | 绯红 | 玫红色 | くすみ赤 | 朱色 | ~terracotta | tomato red | cherry red | scarlet | crimson | ~胭脂 | ~豆沙 | 赤い | 赤の | 紅色 | 真紅 | 緋色 | 朱塗り | レンガ色 | エンジ
  burgundy < red: burgundy | bordeaux | weinrot* | wine red | 酒红 | 酒红色 | ワインレッド | ボルドー | バーガンディ | ~wine | oxblood | maroon | 勃艮第 | えんじ
  pink: pink | rosa | rosé | 粉色 | 粉红 | 粉红色 | ピンク | 藕粉 | 樱花粉 | 裸粉 | 灰粉 | 浅粉 | dusty pink | hot pink | altrosa | pastellrosa | 雾粉 | 雾粉色 | 豆沙粉 | 烟粉 | 藕粉色 | くすみピンク | 桃色 | サーモンピンク | ベビーピンク | magenta | fuchsia | ~blush | 桜色 | ローズピンク | コーラルピンク | 薄桃色 | ピンクベージュ
  rose-gold: rose gold | roségold* | 玫瑰金 | ローズゴールド | ピンクゴールド
  orange: orange colour | orange-coloured | orangefarben* | 橙色 | 橘色 | 橘红 | オレンジ色 | ~orange | orangefarben | 活力橙 | 橙 | 橘 | volcanic orange | ~rust | rostrot* | ~オレンジ | だいだい色 | 柿色
  yellow: yellow | gelb | gelb* | jaune | amarillo | 黄色 | イエロー | 黄色い | 姜黄 | 鹅黄 | 明黄 | 柠檬黄 | *gelb | ~mustard | ~senf | lemon yellow | 芥末黄 | からし色 | 黄 | 柠黄 | ~マスタード | 黄色の | 山吹色 | レモンイエロー | ひよこ色
  gold: gold | golden | goldfarben* | goldene* | 金色 | 香槟金 | ゴールド | ~gold | goldfarbe* | champagne gold | 金 | 金色の | シャンパンゴールド | ゴールドカラー
  champagne: champagne gold | champagnerfarben* | 香槟色 | シャンパンゴールド
  green: green | grün | grün* | vert | verde | 绿色 | 绿 | グリーン | 緑 | 緑色 | 草绿 | 嫩绿 | 豆绿 | 灰绿 | 抹茶绿 | *grün | ~sage | ~salbei | sage green | 豆绿色 | 鼠尾草绿 | 苔绿 | 松绿 | 青绿色 | モスグリーン | 若草色 | 抹茶色 | forest green | lime green | bottle green | 牛油果绿 | celadon | 青瓷色 | 青磁色 | ~鼠尾草 | ~セージ | 緑の | 深緑色 | 抹茶グリーン | 萌黄色 | 鶯色 | うぐいす色 | 若葉色 | ライムグリーン | カーキグリーン
  dark-green < green: dark green | dunkelgrün* | 墨绿 | 墨绿色 | 深绿 | 深绿色 | ダークグリーン | forest green | waldgrün | 深緑
  mint < green: mint green | mintgrün* | 薄荷绿 | ミントグリーン
  olive < green: olive green | olivgrün* | oliv | 橄榄绿 | 军绿 | 军绿色 | オリーブ | カーキグリーン | ~olive | ~oliv | olivfarben* | 橄榄 | 橄榄色 | カーキオリーブ | オリーブ色
  blue: blue | blau | blau* | bleu | azul | 蓝色 | 蓝 | ブルー | 青 | 青色 | 雾霾蓝 | 雾蓝 | 冰蓝 | 灰蓝 | 钴蓝 | 克莱因蓝 | *blau | denim blue | cobalt | cobalt blue | kobaltblau* | indigo | 靛蓝 | 靛蓝色 | 靛 | 石磨蓝 | 天青 | 天青色 | 雾霾蓝色 | 孔雀蓝 | 宝石蓝 | 藍 | 藍色 | 群青 | インディゴ | コバルトブルー | sapphire blue | petrol blue | ~tinte | 青い | 青の | 瑠璃色 | 浅葱色 | 紺碧 | 藍染め | 藍の | デニムブルー | ロイヤルブルー色
  navy < blue: navy | navy blue | dunkelblau* | marineblau* | nachtblau* | 藏青 | 藏青色 | 海军蓝 | 深蓝 | 深蓝色 | 藏蓝 | 藏蓝色 | 宝蓝 | ネイビー | 紺 | 紺色 | dark blue | ダークブルー | ~navy | 藏青蓝 | 午夜蓝 | ネイビーブルー | 濃紺 | midnight blue | nachtblau | 紺の | 鉄紺 | ダークネイビー
  sky-blue < blue: sky blue | light blue | hellblau* | himmelblau* | 天蓝 | 天蓝色 | 浅蓝 | 浅蓝色 | 水色 | スカイブルー | ライトブルー
  royal-blue < blue: royal blue | königsblau* | 宝蓝 | 宝蓝色 | ロイヤルブルー
  turquoise: turquoise | türkis* | teal | 青绿 | 湖蓝 | 绿松石色 | ターコイズ | petrol | ~petrol | ~teal | petrolfarben* | ティール | 孔雀蓝 | 水色の | ターコイズブルー | エメラルド色
  purple: purple | violet | lila | violett* | 紫色 | 紫 | パープル | バイオレット | 紫色の | ~violet | ~plum | ~lilac | 鸢尾紫 | 丁香紫 | 藕荷色 | ラベンダー色 | 藤色 | ~lavender | ~mauve | ~aubergine | ~flieder* | 紫の | 江戸紫 | 葡萄色 | ラベンダーカラー | モーヴ
  lavender-colour < purple: lavender purple | 薰衣草紫 | 香芋紫 | ラベンダー色
  brown: brown | ~amber glass | braun | braun* | marron | 棕色 | 褐色 | 咖啡色 | 咖色 | ブラウン | 茶色 | 焦糖棕 | 巧克力色 | 栗色 | *braun | chestnut brown | chocolate brown | kastanienbraun* | 棕 | 褐 | 焦茶 | チョコレート色 | キャラメル | ~chocolate | ~mocha | espresso brown | ~咖啡 | ~摩卡 | ~チョコ | ~焦糖 | ~奶咖 | 茶色の | こげ茶色 | モカブラウン | チョコレートブラウン | 飴色 | ダークオーク
  dark-brown < brown: dark brown | dunkelbraun* | 深棕 | 深棕色 | 深咖 | ダークブラウン | 焦げ茶 | こげ茶
  camel < brown: camel | kamelfarben* | 驼色 | キャメル | ~camel | 驼
  cognac < brown: cognac | cognacfarben* | cognacbraun* | コニャック | ~cognac | 干邑色
  tan < brown: tan leather | light brown | hellbraun* | 浅棕 | 浅棕色 | ライトブラウン | 焦糖色 | ~tan | 蜜棕 | 蜜棕色 | タン
  khaki: khaki | khakifarben* | 卡其 | 卡其色 | カーキ | ~khaki | 卡其绿 | 卡其布
  transparent: clear glass | durchsichtig* | 透明色 | ~clear | 无色 | クリアカラー | ~transparent | ~透明 | ~クリア
  multicolour: multicolor | multicolour | multicoloured | mehrfarbig* | bunt | 彩色 | 多色 | マルチカラー
  vivid-green < green: 翠绿 | 翠绿色 | emerald green | smaragdgrün* | エメラルドグリーン
  platinum-colour < silver: 铂金色 | platinum colour | platinfarben* | プラチナカラー
  `,
);
