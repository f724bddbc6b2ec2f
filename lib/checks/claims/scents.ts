import { readConcepts } from "./concept.ts";

/**
 * What perfumes, teas and candles smell and taste of. As features: a row says which there are, and prose has roses and
 * vanilla for other things too, so that one the row lacks is no claim.
 */
export const scents = readConcepts(
  "feature",
  `
  scent-amber: amber | ambre | 琥珀 | 琥珀香 | アンバー | amberakkord
  scent-ambergris: ambergris | 龙涎香 | 龍涎香 | アンバーグリス
  scent-musk: musk | musc | moschus | 麝香 | ムスク
  scent-white-musk < feature:scent-musk: white musk | weißer moschus | 白麝香 | ホワイトムスク
  scent-bergamot: bergamot | bergamote | bergamotte | 佛手柑 | 香柠檬 | ベルガモット
  scent-rose: rose | rosen | 玫瑰 | ローズ | 薔薇 | バラ
  scent-damask-rose < feature:scent-rose: damask rose | damaszener rose | 大马士革玫瑰 | ダマスクローズ
  scent-jasmine: jasmine | jasmin | 茉莉 | 茉莉花 | ジャスミン
  scent-orange-blossom: orange blossom | neroli | orangenblüte | orangenblüten | 橙花 | オレンジブロッサム | ネロリ
  scent-lavender: lavender | lavendel | 薰衣草 | ラベンダー
  scent-iris: iris | orris | schwertlilie | 鸢尾 | 鸢尾花 | アイリス | イリス
  scent-violet: violet leaf | veilchen | 紫罗兰 | スミレ | バイオレットリーフ
  scent-lily: lily | lilie | 百合 | ユリ | リリー
  scent-lily-of-the-valley: lily of the valley | muguet | maiglöckchen | 铃兰 | スズラン | ミュゲ
  scent-tuberose: tuberose | 晚香玉 | チュベローズ
  scent-gardenia: gardenia | gardenie | 栀子花 | 栀子 | クチナシ | ガーデニア
  scent-peony: peony | pfingstrose | 牡丹 | 芍药 | ピオニー | シャクヤク
  scent-magnolia: magnolia | magnolie | 木兰 | 玉兰 | マグノリア
  scent-osmanthus: osmanthus | 桂花 | キンモクセイ | 金木犀
  scent-ylang: ylang-ylang | ylang ylang | 依兰 | イランイラン
  scent-geranium: geranium | geranie | 天竺葵 | ゼラニウム
  scent-freesia: freesia | freesie | 小苍兰 | フリージア
  scent-sandalwood: sandalwood | sandelholz | santal | 檀香 | 檀香木 | サンダルウッド | 白檀
  scent-cedar: cedar | cedarwood | zeder | zedernholz | 雪松 | 雪松木 | シダー | シダーウッド
  scent-vetiver: vetiver | 香根草 | ベチバー
  scent-patchouli: patchouli | patschuli | 广藿香 | パチョリ | パチュリ
  scent-oud: oud | oudh | agarwood | adlerholz | 沉香 | 乌木沉香 | ウード | 沈香
  scent-oakmoss: oakmoss | eichenmoos | 橡木苔 | 橡苔 | オークモス
  scent-pine: pine needle | kiefernnadel | 松针 | 松の葉
  scent-vanilla: vanilla | vanille | 香草 | 香荚兰 | バニラ
  scent-tonka: tonka | tonka bean | tonkabohne | 零陵香豆 | 顿加豆 | トンカビーン | トンカ
  scent-benzoin: benzoin | benzoe | 安息香 | ベンゾイン
  scent-frankincense: frankincense | olibanum | weihrauch | 乳香 | フランキンセンス
  scent-myrrh: myrrh | myrrhe | 没药 | ミルラ
  scent-leather: leather accord | lederakkord | 皮革香 | レザーアコード
  scent-tobacco: tobacco | tabak | 烟草 | タバコ
  scent-honey: honey | honig | 蜂蜜 | ハチミツ
  scent-cinnamon: cinnamon | zimt | 肉桂 | シナモン
  scent-cardamom: cardamom | kardamom | 小豆蔻 | 豆蔻 | カルダモン
  scent-ginger: ginger | ingwer | 生姜 | 姜 | ジンジャー | ショウガ
  scent-pink-pepper: pink pepper | rosa pfeffer | 粉红胡椒 | 粉胡椒 | ピンクペッパー
  scent-black-pepper: black pepper | schwarzer pfeffer | 黑胡椒 | ブラックペッパー
  scent-saffron: saffron | safran | 藏红花 | サフラン
  scent-clove: clove | nelke | gewürznelke | 丁香 | クローブ
  scent-nutmeg: nutmeg | muskatnuss | 肉豆蔻 | ナツメグ
  scent-mint: mint | minze | 薄荷 | ミント
  scent-basil: basil | basilikum | 罗勒 | バジル
  scent-rosemary: rosemary | rosmarin | 迷迭香 | ローズマリー
  scent-sage: sage | salbei | 鼠尾草 | セージ
  scent-eucalyptus: eucalyptus | eukalyptus | 尤加利 | 桉树 | ユーカリ
  scent-green-tea: green tea | grüner tee | 绿茶 | 緑茶 | グリーンティー
  scent-black-tea: black tea | schwarztee | 红茶 | 紅茶 | ブラックティー
  scent-lemon: lemon | zitrone | 柠檬 | レモン
  scent-lime: lime | limette | 青柠 | ライム
  scent-grapefruit: grapefruit | 西柚 | 葡萄柚 | グレープフルーツ
  scent-mandarin: mandarin | mandarine | 柑橘 | 橘子 | マンダリン
  scent-yuzu: yuzu | 柚子 | ゆず
  scent-pear: pear | birne | 梨 | 梨子 | 洋梨
  scent-apple: apple | apfel | 苹果 | リンゴ | アップル
  scent-peach: peach | pfirsich | 桃子 | 蜜桃 | 水蜜桃 | ピーチ
  scent-fig: fig | feige | 无花果 | イチジク | フィグ
  scent-blackcurrant: blackcurrant | cassis | schwarze johannisbeere | 黑醋栗 | 黑加仑 | カシス
  scent-raspberry: raspberry | himbeere | 覆盆子 | 树莓 | ラズベリー
  scent-cherry: cherry | kirsche | 樱桃 | チェリー
  scent-coconut: coconut | kokosnuss | 椰子 | ココナッツ
  scent-almond: almond | mandel | 杏仁 | アーモンド
  scent-coffee: coffee | kaffee | 咖啡豆 | コーヒー
  scent-sea-salt: sea salt | meersalz | 海盐 | シーソルト
  `,
);
