import { readConcepts } from "./concept.ts";

/** Materials and fibres, in the words of product tables (zh, en, de, ja, fr, es where they differ). */
export const materials = readConcepts(
  "material",
  `
  cotton: cotton | coton | algodón | baumwoll* | 棉 | 纯棉 | 全棉 | 棉质 | 棉布 | 棉花 | 精梳棉 | コットン | 綿 | 綿100% | 木綿 | 长绒棉 | 新疆棉 | 棉线 | 棉麻布 | 棉绒 | 棉料 | 棉纱 | 棉絮 | 帆布棉 | 純綿 | 綿製 | コットン100% | オーガニック綿 | 綿素材 | コットン素材 | 綿麻 | 晒 | さらし
  organic-cotton = cotton property:organic: organic cotton | bio-baumwoll* | biobaumwoll* | 有机棉 | オーガニックコットン
  egyptian-cotton < cotton: egyptian cotton | 埃及棉 | 埃及长绒棉 | エジプト綿 | ägyptische baumwolle
  pima < cotton: pima | pima cotton | 匹马棉 | ピマコットン
  supima < cotton: supima
  linen: linen | lin | lino | leinen* | 亚麻 | 麻布 | 棉麻 | リネン | 麻 | flax | leinen | flachs | 麻料 | 亚麻布 | 麻製 | 麻素材 | リネン100% | 本麻
  cotton-linen < cotton linen: 棉麻 | cotton-linen | コットンリネン
  hemp: hemp | hanf* | 大麻纤维 | 汉麻 | ヘンプ
  ramie: ramie | 苎麻 | ラミー
  jute: jute | 黄麻 | ジュート
  silk: silk | silks | silken | seide | seiden* | soie | seda | 真丝 | 蚕丝 | 丝绸 | 丝质 | 桑蚕丝 | シルク | 絹 | 丝绢 | 蚕丝绵 | 绢布 | 绢 | 正絹 | シルク100% | 絹製 | 絹糸
  mulberry-silk < silk: mulberry silk | 桑蚕丝 | 100%桑蚕丝 | maulbeerseide | マルベリーシルク
  satin: satin | 缎面 | 色丁 | サテン
  wool: wool | woollen | woolen | woolly | laine | lana | wolle | woll* | schurwoll* | 羊毛 | 纯羊毛 | 毛呢 | ウール | 羊毛100% | schafwoll* | *wolle | 纯毛 | 毛料 | 羊毛绒 | 羊毛の | ウール100% | 純毛
  merino < wool: merino | merino wool | merinowoll* | 美利奴 | 美丽诺 | 美利奴羊毛 | メリノ | メリノウール
  lambswool < wool: lambswool | lammwoll* | 羔羊毛 | ラムウール
  cashmere < wool: cashmere | kaschmir* | cachemire | 羊绒 | 山羊绒 | 开司米 | カシミヤ | カシミア | pashmina | 山羊绒100% | 纯羊绒 | 纯山羊绒 | カシミヤ100% | カシミヤ混
  alpaca < wool: alpaca | alpaka* | 羊驼 | 羊驼毛 | アルパカ
  mohair < wool: mohair | 马海毛 | モヘア
  down: down filling | down-filled | goose down | duck down | daunen* | 羽绒 | 鹅绒 | 鸭绒 | 白鹅绒 | 白鸭绒 | ダウン | 羽毛 | ~down | ~feather | feather | フェザー | feder | federn | entenfeder* | 羽毛布団 | ホワイトダウン
  goose-down < down: goose down | gänsedaune* | 鹅绒 | 白鹅绒 | グースダウン
  duck-down < down: duck down | entendaune* | 鸭绒 | 白鸭绒 | ダックダウン
  fur: real fur | genuine fur | mink | 貂皮 | 狐狸毛 | 真皮草 | ミンク | echtpelz*
  faux-fur: faux fur | fake fur | kunstfell* | 人造毛 | 人造皮草 | フェイクファー
  leather: leather | leathers | leder* | echtleder* | cuir | cuero | pelle | 真皮 | 皮革 | 皮质 | 牛皮 | 皮料 | 羊皮 | 猪皮 | レザー | 本革 | 革 | 牛革 | *leder | pigskin | kidskin | goatskin | 猪皮革 | 皮制 | 皮面 | ナッパレザー | レザー製 | 革製 | 本革製 | 革の | レザーの | 豚革 | ピッグスキン | 鹿革 | ディアスキン | 馬革 | ホースハイド
  genuine-leather < leather: genuine leather | real leather | echtleder* | echtem leder | echtes leder | 真皮 | 本革 | リアルレザー
  cowhide < genuine-leather leather: cowhide | cow leather | rindsleder* | rindleder* | 牛皮 | 黄牛皮 | 牛革 | カウレザー | 牛本革 | 牛革製 | ステア | ヌメ革
  full-grain < genuine-leather leather cowhide: full-grain | full grain | full-grain leather | vollnarben* | vollnarbig* | 头层牛皮 | 全粒面 | 头层皮 | フルグレインレザー | フルグレイン
  top-grain < genuine-leather leather: top-grain | top grain | 头层牛皮 | 头层皮 | トップグレイン
  split-leather < genuine-leather leather: split leather | spaltleder* | 二层牛皮 | 二层皮 | 床革
  calfskin < genuine-leather leather: calfskin | calf leather | kalbsleder* | 小牛皮 | カーフ | カーフスキン | 小牛皮革 | カーフレザー
  lambskin < genuine-leather leather: lambskin | lammleder* | lammnappa* | 小羊皮 | 羊羔皮 | ラムスキン | 羊革 | 绵羊皮 | 羊皮革 | 羊皮
  sheepskin < genuine-leather leather: sheepskin | schaffell* | 羊皮 | 绵羊皮 | シープスキン
  suede < genuine-leather leather: suede | wildleder* | veloursleder* | 麂皮 | 绒面皮 | 反绒皮 | スエード | suede leather | スウェード
  nubuck < genuine-leather leather: nubuck | nubuk* | 磨砂皮 | ヌバック
  patent-leather: patent leather | lackleder* | 漆皮 | エナメル
  crocodile < genuine-leather leather: crocodile | alligator | 鳄鱼皮 | クロコダイル
  faux-leather: faux leather | pu leather | vegan leather | imitation leather | synthetic leather | kunstleder* | lederimitat* | leatherette | 人造革 | 仿皮 | pu皮 | pu革 | 合成革 | 合成皮革 | 合皮 | フェイクレザー | 人工皮革 | puレザー | 超纤皮 | 超纤革 | simili | pu | 合皮製 | 人工皮革製 | ソフトレザー調
  microfibre: microfiber | microfibre | mikrofaser* | 超细纤维 | 超纤 | マイクロファイバー
  polyester: polyester | 聚酯纤维 | 聚酯 | 涤纶 | ポリエステル | polyesters | ポリエステル製 | polyestergewebe* | 涤棉
  recycled-polyester = polyester property:recycled: recycled polyester | rpet | recyceltem polyester | recyceltes polyester | 再生聚酯 | 再生涤纶 | リサイクルポリエステル
  nylon: nylon | polyamid* | polyamide | 尼龙 | 锦纶 | 聚酰胺 | ナイロン | ポリアミド | ナイロン製
  spandex: spandex | elastane | elasthan* | lycra | 氨纶 | 弹性纤维 | 莱卡 | スパンデックス | ポリウレタン | エラスタン
  acrylic-fibre: acrylic yarn | polyacryl* | 腈纶 | アクリル繊維
  acrylic: acrylic | acryl* | plexiglas* | 亚克力 | 有机玻璃 | アクリル | アクリル製
  viscose: viscose | rayon | viskose* | 粘胶 | 粘纤 | 人造丝 | 人棉 | レーヨン | ビスコース
  modal: modal | micromodal | 莫代尔 | モダール
  lyocell: lyocell | tencel | 莱赛尔 | 天丝 | テンセル | リヨセル
  bamboo-fibre < bamboo viscose: bamboo fiber | bamboo fibre | bamboo viscose | bambusfaser* | bambusviskose* | 竹纤维 | 竹繊維 | バンブー | 竹浆纤维 | bambus-viskose
  fleece: fleece | 摇粒绒 | 抓绒 | フリース | polar fleece | 羊羔绒布
  velvet: velvet | samt | samt* | 丝绒 | 天鹅绒 | ベルベット | velours | velour | ビロード
  corduroy: corduroy | cord-* | kordsamt* | 灯芯绒 | コーデュロイ
  denim: denim | jeansstoff* | 牛仔布 | デニム
  canvas: canvas | segeltuch* | 帆布 | キャンバス | sailcloth | 棉帆布 | 帆布製
  oxford-cloth: oxford cloth | oxford fabric | oxfordgewebe* | 牛津布 | オックスフォード
  lace: lace | spitze | spitzen* | 蕾丝 | レース
  chiffon: chiffon | 雪纺 | シフォン
  felt: felt | filz* | 毛毡 | フェルト
  plastic: plastic | plastics | kunststoff* | plastik* | 塑料 | 塑胶 | プラスチック | 樹脂 | 合成樹脂 | 塑料制 | プラ | kunstharz* | resin | 树脂 | 樹脂製 | プラスチック製 | ポリプロピレン製 | メタクリル
  abs < plastic: abs | abs-kunststoff | abs塑料 | abs树脂 | abs樹脂
  pp < plastic: pp | polypropylen* | polypropylene | 聚丙烯 | ポリプロピレン
  pe < plastic: pe | polyethylen* | polyethylene | 聚乙烯 | ポリエチレン
  pvc < plastic: pvc | 聚氯乙烯 | 塩化ビニル
  pet < plastic: pet-flasche* | pet塑料 | 聚对苯二甲酸
  pc < plastic: polycarbonate | polycarbonat* | 聚碳酸酯 | pc材质 | ポリカーボネート
  tritan < plastic: tritan | トライタン
  tpu: tpu
  eva: eva
  foam: foam | schaumstoff* | 海绵 | スポンジ | ウレタンフォーム
  memory-foam < foam: memory foam | memory-schaum | memoryschaum | viscoschaum | 记忆棉 | 慢回弹 | 低反発
  latex: latex | 乳胶 | ラテックス
  rubber: rubber | gummi | gummi* | kautschuk* | 橡胶 | ゴム | ラバー | naturgummi | 橡胶底 | 生胶 | ラバー製 | ゴム製 | ラバーソール | シリコーンゴム | 天然ゴム製
  natural-rubber < rubber: natural rubber | naturkautschuk* | 天然橡胶 | 天然ゴム
  silicone: silicone | silikon* | 硅胶 | 食品级硅胶 | シリコン | シリコーン | 液态硅胶 | シリコーンゴム
  food-grade-silicone = silicone property:food-grade: food-grade silicone | food grade silicone | 食品级硅胶 | 食品用シリコン
  steel: steel | stahl | stahl* | 钢 | 钢制 | スチール | 鋼 | 钢板 | 钢管 | 鋼製 | スチール製 | 鋼の | ハイカーボン鋼
  stainless-steel < steel: stainless steel | stainless | edelstahl* | rostfreier stahl | 不锈钢 | ステンレス | ステンレス鋼 | inox | 18/10 | 18-10 | ss304 | 不锈钢制 | ステンレス製 | rostfreier edelstahl | 18-8 | 18-0 | ステンレススチール | ステンレスの
  steel-304 < stainless-steel steel: 304 stainless | 304不锈钢 | sus304 | 18/8 | 18/8 edelstahl | edelstahl 18/8 | 18-8ステンレス | 18/8 stainless | 304 | 304ステンレス | sus 304
  steel-316 < stainless-steel steel: 316 stainless | 316不锈钢 | 316l | sus316 | 316 | 316l不锈钢 | 医用316
  carbon-steel < steel: carbon steel | karbonstahl* | kohlenstoffstahl* | 碳钢 | 高碳钢 | 炭素鋼 | 碳素钢
  damascus < steel: damascus | damast* | 大马士革钢 | ダマスカス
  iron: iron | eisen | eisen* | 铁 | 铁艺 | 铁制 | 鉄 | アイアン | wrought iron | 熟铁 | 铁皮 | 铁丝 | schmiedeeisen* | 鉄の | 鉄製 | 鋳鉄製
  cast-iron < iron: cast iron | cast-iron | gusseisen* | gußeisen* | 铸铁 | 鋳鉄 | 鋳物
  aluminium < alloy: aluminum | aluminium | alu-* | 铝 | 铝合金 | 铝制 | 航空铝 | アルミ | アルミニウム | aluminium alloy | aluminum alloy | 6061 | 7075 | aluminiumlegierung* | アルミ合金 | アルミ製 | アルマイト | アルミニウム製
  titanium < alloy: titanium | titan | titan-* | 钛 | 钛合金 | 纯钛 | チタン | titanlegierung* | チタン製 | 钛金属
  copper: copper | kupfer* | 铜 | 紫铜 | 红铜 | 銅 | 铜制 | 纯铜 | 銅製 | 锤铜 | 銅の | 純銅
  brass: brass | messing* | 黄铜 | 真鍮 | 真鍮製 | 黄銅
  bronze-metal: bronze alloy | 青铜
  zinc-alloy < alloy: zinc alloy | zinklegierung* | 锌合金 | 亜鉛合金
  alloy: alloy | legierung* | 合金
  gold-metal: solid gold | 14k gold | 18k gold | 24k gold | 14k | 18k | 24k | k18 | 足金 | 纯金 | 18k金 | 黄金 | 585er gold | 750er gold | 純金 | echtgold* | massivgold* | karat gold | 9k | 22k | 999足金 | k10 | k14 | 18金 | 10金 | 14金 | 24金 | 18金製 | ゴールド製
  gold-plated: gold-plated | gold plated | gold plating | vergoldet* | 镀金 | 电镀金 | 金メッキ | gold vermeil | 包金 | 18k镀金 | gold-filled | gold filled | 純金メッキ | goldplattiert*
  silver-metal: sterling silver | silver 925 | 925 silver | s925 | sterlingsilber* | 925er silber | 925er sterlingsilber | 925银 | 纯银 | 足银 | s925银 | シルバー925 | 銀製 | 純銀 | sv925 | スターリングシルバー | 純銀製 | 銀の
  silver-plated: silver-plated | silver plated | versilbert* | 镀银 | 銀メッキ
  platinum: platinum | platin | 铂金 | 白金 | プラチナ | pt900 | pt950 | プラチナ製
  diamond: diamond | diamonds | diamant* | 钻石 | 真钻 | ダイヤモンド | ダイヤ | brillant* | 裸钻 | 天然钻石
  zirconia: zirconia | cubic zirconia | zirkonia* | 锆石 | ジルコニア
  pearl: pearl | pearls | perle | perlen | süßwasserperle* | 珍珠 | 淡水珍珠 | パール | 真珠 | あこや真珠 | アコヤ真珠 | 南洋真珠 | 黒真珠 | 南洋珍珠 | akoya pearl* | akoya
  freshwater-pearl < pearl: freshwater pearl | freshwater pearls | süßwasserperle* | 淡水珍珠 | 淡水パール | 淡水真珠
  jade: jade | 翡翠 | 和田玉 | 玉石 | ヒスイ
  crystal < glass: crystal glass | kristallglas* | 水晶 | 水晶玻璃 | クリスタル | ~crystal | 无铅水晶 | lead-free crystal | bleikristall* | クリスタルガラス | 无铅水晶玻璃
  glass: glass | glas | glas* | verre | vidrio | 玻璃 | ガラス | グラス | ~glass | 玻璃瓶 | 玻璃杯 | ガラス製 | ガラスの | 耐熱ガラス製 | クリスタルガラス製
  borosilicate < glass: borosilicate | borosilikat* | 高硼硅 | 高硼硅玻璃 | 耐熱ガラス | ホウケイ酸
  tempered-glass < glass: tempered glass | toughened glass | sicherheitsglas* | gehärtetes glas | 钢化玻璃 | 強化ガラス | gorilla glass | 强化玻璃
  sapphire-glass: sapphire crystal | sapphire glass | saphirglas* | 蓝宝石玻璃 | サファイアガラス
  ceramic: ceramic | ceramics | keramik* | keramisch* | 陶瓷 | 陶制 | セラミック | 陶器 | earthenware | steinzeug* | 陶 | 陶土 | 陶製 | 瓷质 | 陶瓷制 | 陶器の | せともの | 焼き物
  porcelain < ceramic: porcelain | porzellan* | 瓷 | 白瓷 | 瓷器 | 磁器 | ポーセリン | 骨瓷 | 青瓷 | 瓷制 | 磁器製 | 德化白瓷 | 磁器の | 白磁
  bone-china < porcelain ceramic: bone china | 骨瓷 | ボーンチャイナ | fine bone china
  stoneware < ceramic: stoneware | steingut | steinzeug* | 炻瓷 | 粗陶 | ストーンウェア | せっ器
  clay: clay | terracotta | terrakotta* | 陶土 | 紫砂 | テラコッタ
  zisha < clay: zisha | yixing clay | 紫砂
  enamel: enamel | enameled | enamelled | emaille* | 珐琅 | 搪瓷 | ホーロー | 琺瑯
  marble: marble | marmor* | 大理石 | マーブル
  granite: granite | granit* | 花岗岩 | 麦饭石 | 御影石
  slate: slate | schiefer* | 岩板
  concrete: concrete | beton* | 水泥 | コンクリート
  wood: wood | wooden | holz | holz* | bois | madera | 木 | 木质 | 木制 | 实木 | 木头 | ウッド | 木製 | 天然木 | *holz | 木料 | 原木 | 木材 | 木の器 | 無垢の木 | 木製の
  solid-wood < wood: solid wood | massivholz* | massives holz | 实木 | 全实木 | 無垢材 | 無垢 | vollholz* | 纯实木 | 整木 | ソリッドウッド | 総無垢 | 無垢の | 一枚板
  oak < wood: oak | oakwood | eiche | eichen* | 橡木 | オーク | オーク材 | ~oak | 白橡 | 红橡 | ナラ | ナラ材 | 楢 | 橡木材
  white-oak < oak wood: white oak | 白橡木 | ホワイトオーク | weißeiche
  walnut < wood: walnut wood | walnut | nussbaum* | 胡桃木 | 黑胡桃 | ウォールナット | ウォルナット | ~walnut | 胡桃 | 胡桃木皮 | 黑胡桃木 | walnuss*
  beech < wood: beech | beechwood | buche | buchen* | 榉木 | ブナ | ビーチ材 | ビーチ | ブナ材 | 山毛榉
  pine < wood: pine wood | pinewood | kiefer | kiefern* | 松木 | パイン材 | ~pine | 樟子松 | 松 | パイン
  maple < wood: maple wood | ahorn* | 枫木 | メープル材 | ~maple | メープル | カエデ | 楓
  birch < wood: birch | birke | birken* | 桦木 | バーチ | ~birch | バーチ材 | 白桦木 | 白樺
  ash-wood < wood: ash wood | esche | eschen* | 白蜡木 | 水曲柳 | アッシュ材 | ~ash | アッシュ
  teak < wood: teak | teakholz* | 柚木 | チーク
  acacia < wood: acacia | akazie* | 相思木 | 金合欢木 | アカシア
  cherry-wood < wood: cherry wood | kirschholz* | 樱桃木 | チェリー材 | ~cherry | kirsche | ヤマザクラ | 桜材
  rubberwood < wood: rubberwood | rubber wood | 橡胶木 | ラバーウッド | gummibaumholz
  mahogany < wood: mahogany | mahagoni* | 红木 | 桃花心木 | マホガニー | ~mahogany
  sandalwood-material < wood: 紫檀 | 檀木
  bamboo: bamboo | bambus* | 竹 | 竹制 | 竹子 | 楠竹 | 竹製 | 竹材 | 竹编 | 实心竹 | バンブー材 | 竹の | 孟宗竹
  plywood: plywood | sperrholz* | 胶合板 | 多层板 | 合板
  mdf: mdf | 密度板 | 中纤板 | 中密度纤维板
  particle-board: particle board | particleboard | chipboard | spanplatte* | 刨花板 | 颗粒板 | パーティクルボード
  cork: cork | kork* | 软木 | コルク
  rattan: rattan | wicker | 藤 | 藤编 | 藤条 | ラタン | 籐 | *rattan | ラタン製
  straw: straw hat | stroh | stroh* | 草编 | ストロー素材
  paper: kraft paper | kraftpapier* | 牛皮纸 | クラフト紙 | 再生紙
  cardboard: cardboard | karton* | 纸板 | ダンボール | ~board | pappe | 厚紙 | 硬纸板 | 瓦楞纸
  wheat-straw: wheat straw | weizenstroh* | 小麦秸秆
  carbon-fibre: carbon fiber | carbon fibre | kohlefaser* | carbonfaser* | 碳纤维 | カーボンファイバー | 炭素繊維 | carbon
  fibreglass: fiberglass | fibreglass | glasfaser* | 玻璃纤维 | 玻纤 | グラスファイバー
  kevlar: kevlar | 凯夫拉 | ケブラー
  gore-tex: gore-tex | goretex | ゴアテックス
  neoprene: neoprene | neopren* | 氯丁橡胶 | 潜水料 | ネオプレン
  teflon: teflon | ptfe | 特氟龙 | テフロン
  tungsten: tungsten | wolfram* | 钨钢 | タングステン
  shearling < wool: shearling | lammfell* | 羊羔毛 | 羊羔绒 | 羊剪绒 | ムートン
  nitrile < rubber: nitrile | nitril* | 丁腈 | ニトリル
  diatomite: diatomite | diatomaceous earth | kieselgur | 硅藻土 | 硅藻泥 | 珪藻土
  goat-hair: 羊毫 | 纯羊毫
  weasel-hair: 狼毫
  chrome-vanadium < steel: chrome vanadium | chrom-vanadium* | 铬钒钢 | クロムバナジウム
  sapphire: sapphire | saphir | saphire | 蓝宝石 | サファイア
  ruby: ruby | rubies | rubin | rubine | 红宝石 | ルビー
  emerald: emerald | smaragd* | 祖母绿 | エメラルド
  amethyst: amethyst* | 紫水晶 | アメジスト
  topaz: topaz | topas | 托帕石 | トパーズ
  opal: opal | 欧泊 | オパール
  moonstone: moonstone | mondstein* | 月光石 | ムーンストーン
  onyx: onyx | 玛瑙 | 黑玛瑙 | オニキス
  agate: agate | achat* | 玛瑙 | メノウ
  garnet: garnet | granat | 石榴石 | ガーネット
  beeswax: beeswax | bienenwachs* | 蜂蜡 | 蜜蝋 | ミツロウ
  soy-wax: soy wax | sojawachs* | 大豆蜡 | ソイワックス | ソイキャンドル
  paraffin: paraffin* | 石蜡 | パラフィン
  cupro: cupro | 铜氨丝 | 铜氨纤维 | キュプラ
  acetate: acetate | acetat* | 醋酸纤维 | 醋酸 | 板材 | アセテート
  goat-hair-natural: goat hair | genuine goat hair | ziegenhaar* | 山羊毛 | 羊毛刷毛 | 山羊毫
  boar-bristle: boar bristle | boar bristles | wildschweinborste* | 猪鬃 | 豚毛
  horsehair: horsehair | rosshaar* | 马毛 | 馬毛
  camel-hair: camel hair | kamelhaar* | 骆驼绒 | 驼绒 | キャメルヘア
  cordovan < genuine-leather leather: cordovan | shell cordovan | 马臀皮 | コードバン
  ostrich < genuine-leather leather: ostrich leather | straußenleder* | 鸵鸟皮 | オーストリッチ
  python-skin < genuine-leather leather: python leather | snakeskin | schlangenleder* | 蛇皮 | パイソン
  nappa < genuine-leather leather: nappa | nappa leather | nappaleder* | 纳帕皮 | ナッパ
  rosewood < wood: rosewood | palisander* | 玫瑰木 | 花梨木 | 黄花梨 | ローズウッド
  ebony < wood: ebony | ebenholz* | 黑檀 | 黒檀 | ~乌木 | 乌木制 | 乌木手柄
  cedar < wood: cedarwood | cedar wood | zedernholz* | ~cedar | 雪松木 | 香柏木 | 杉木 | ヒノキ材 | 檜 | スギ材
  camphor-wood < wood: camphor wood | 樟木 | 香樟木
  larch < wood: larch | lärche* | 落叶松
  poplar < wood: poplar | pappel* | 杨木
  linden-wood < wood: linden wood | lindenholz* | 椴木
  paulownia < wood: paulownia | 桐木 | 泡桐 | 桐材
  olive-wood < wood: olive wood | olivewood | olivenholz* | 橄榄木 | オリーブウッド
  zelkova < wood: zelkova | ケヤキ | 欅
  mulberry-paper: washi | xuan paper | 宣纸 | 和纸 | 和紙
  veneer: veneer | furnier* | 贴皮 | 木皮 | 突板 | 化粧合板
  zinc: zinc | zink* | 锌 | 亜鉛
  tin: pewter | zinn* | 锡 | 錫 | 马口铁
  lead-crystal < crystal: lead crystal | bleikristall*
  chrome: chrome-plated | chromed | verchromt* | 镀铬 | クロームメッキ
  nickel: nickel-plated | vernickelt* | 镀镍 | ニッケルメッキ
  rhodium: rhodium-plated | rhodiniert* | 镀铑 | ロジウムコーティング
  rose-gold-plated: rose gold-plated | 镀玫瑰金 | 玫瑰金镀层
  obsidian: obsidian | 黑曜石 | オブシディアン
  turquoise-stone: turquoise stone | 绿松石 | トルコ石
  amber-stone: baltic amber | bernstein* | 琥珀石 | 蜜蜡
  coral: red coral | 红珊瑚 | 珊瑚
  mother-of-pearl: mother of pearl | perlmutt* | 贝母 | 贝壳 | 螺钿 | マザーオブパール
  tourmaline: tourmaline | turmalin* | 碧玺 | トルマリン
  aquamarine: aquamarine | aquamarin | 海蓝宝 | アクアマリン
  citrine: citrine | citrin | 黄水晶 | シトリン
  rose-quartz: rose quartz | rosenquarz* | 粉水晶 | ローズクォーツ
  moissanite: moissanite | moissanit | 莫桑石 | 莫桑钻 | モアッサナイト
  ppsu < plastic: ppsu
  pps < plastic: pps
  peek < plastic: peek
  melamine < plastic: melamine | melamin* | 密胺 | 美耐皿 | メラミン
  nylon-66 < nylon: nylon 66 | pa66
  ripstop < nylon: ripstop nylon | ripstop-nylon
  aramid: aramid* | 芳纶 | アラミド
  basalt: basalt* | 玄武岩
  soapstone: soapstone | speckstein* | 皂石
  travertine: travertine | travertin | 洞石
  quartz-stone: quartz stone | 石英石 | 人造石英
  terrazzo: terrazzo | 水磨石
  gypsum: plaster | gips* | 石膏 | 石膏像
  graphene: graphene | graphen* | 石墨烯 | グラフェン
  activated-carbon: activated carbon | activated charcoal | aktivkohle* | 活性炭 | 竹炭活性炭
  merino-blend < merino: merino blend
  sisal: sisal | 剑麻 | サイザル
  coir: coir | coconut fibre | coconut fiber | kokosfaser* | 椰棕 | 椰壳纤维
  seagrass: seagrass | seegras* | 海草
  buckwheat-hull: buckwheat | buchweizen* | 荞麦壳 | 荞麦 | そば殻
  spelt: spelt hull* | dinkel* | 斯佩尔特
  kapok: kapok | 木棉 | カポック
  eiderdown < down: eiderdown | eiderdaune* | 雁鸭绒
  gel: gel foam | gelschaum* | 凝胶 | ジェルフォーム
  mesh < property:breathable: ~mesh | 网布 | 网眼布 | メッシュ
  tweed < wool: tweed | 粗花呢 | ツイード
  flannel: flannel | flanell* | 法兰绒 | フランネル
  jersey: jersey cotton | jerseystoff*
  terry: terry cloth | frottee* | 毛圈布
  muslin < cotton: muslin | musselin* | 纱布棉 | ガーゼ | 纱布
  gauze < cotton: gauze | 纱布巾
  seersucker < cotton: seersucker | 泡泡纱
  waxed-canvas < canvas: waxed canvas | gewachstes canvas | 油蜡帆布
  solid-oak = oak solid-wood: solid oak | massive eiche | massiver eiche | eiche massiv | eichenmassiv* | 实木橡木 | 橡木实木 | 纯橡木
  solid-walnut = walnut solid-wood: solid walnut | massive nussbaum | massiver nussbaum | nussbaum massiv | nussbaumnmassiv* | 实木胡桃木 | 胡桃木实木 | 纯胡桃木
  solid-pine = pine solid-wood: solid pine | massive kiefer | massiver kiefer | kiefer massiv | kiefernmassiv* | 实木松木 | 松木实木 | 纯松木
  solid-beech = beech solid-wood: solid beech | massive buche | massiver buche | buche massiv | buchenmassiv* | 实木榉木 | 榉木实木 | 纯榉木
  solid-maple = maple solid-wood: solid maple | massive ahorn | massiver ahorn | ahorn massiv | ahornnmassiv* | 实木枫木 | 枫木实木 | 纯枫木
  solid-ash-wood = ash-wood solid-wood: solid ash | massive esche | massiver esche | esche massiv | eschenmassiv* | 实木白蜡木 | 白蜡木实木 | 纯白蜡木
  solid-birch = birch solid-wood: solid birch | massive birke | massiver birke | birke massiv | birkenmassiv* | 实木桦木 | 桦木实木 | 纯桦木
  solid-teak = teak solid-wood: solid teak | massive teak | massiver teak | teak massiv | teaknmassiv* | 实木柚木 | 柚木实木 | 纯柚木
  solid-acacia = acacia solid-wood: solid acacia | massive akazie | massiver akazie | akazie massiv | akazienmassiv* | 实木相思木 | 相思木实木 | 纯相思木
  solid-cherry-wood = cherry-wood solid-wood: solid cherry | massive kirsche | massiver kirsche | kirsche massiv | kirschenmassiv* | 实木樱桃木 | 樱桃木实木 | 纯樱桃木
  hinoki < wood: hinoki | ひのき | ヒノキ | 桧 | 檜 | 桧木
  sugi < wood: 杉 | 秋田杉 | 吉野杉 | 杉材 | japanese cedar
  kiri < wood: 桐製 | 総桐
  sakura-wood < wood: 桜材 | 山桜 | サクラ材
  chestnut-wood < wood: 栗材 | 栗の木 | chestnut wood | kastanie*
  magnolia-wood < wood: 朴の木 | 朴木 | ホオノキ
  sen-wood < wood: 栓 | 栓の木
  lacquer: lacquer | lacquered | urushi | lackiert* | 漆 | 漆塗り | 本漆 | 大漆 | 生漆 | 漆器
  tin-metal: 錫製 | 本錫 | 純錫
  igusa: igusa | rush grass | い草 | 蔺草
  sheepskin-natural: 羊毛皮 | ムートンラグ
  konjac: konjac | 蒟蒻 | こんにゃく
  loofah: loofah | luffa* | 丝瓜络 | へちま
  candle-rapeseed: rapeseed wax | rapswachs* | 菜籽蜡
  stone-natural: natural stone | naturstein* | 天然石 | 天然石材
  jade-white: white jade | 白玉 | 和田白玉
  bone: bone handle | 牛骨 | 骨制
  horn: buffalo horn | horn handle | 牛角 | büffelhorn | 水牛の角 | 角製
  ivory-material: elfenbein | 象牙制 | 象牙製
  feather-ostrich: ostrich feather* | straußenfeder* | 鸵鸟毛
  peat: peat-free | torffrei*
  `,
);
