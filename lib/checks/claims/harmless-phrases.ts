import { readConcepts } from "./concept.ts";

/** Set phrases that have the name of a colour, material or origin in them and claim none. */
export const harmlessPhrases = readConcepts(
  "none",
  `
  tea: black tea | green tea | white tea | red tea | yellow tea | schwarztee* | grüntee* | 红茶 | 绿茶 | 白茶 | 黄茶 | 青茶 | 黑茶 | 紅茶 | 緑茶 | 抹茶
  wine: red wine | white wine | rotwein* | weißwein* | 红酒 | 白酒 | 葡萄酒 | 黄酒 | 白ワイン | 赤ワイン
  food: orange juice | brown sugar | brown rice | white rice | black pepper | green beans | golden brown | golden hour | golden ratio | white pepper | olive oil | olivenöl | black coffee | blueberry | blackberry | red lentils | cherry tomatoes | 红糖 | 白糖 | 黑芝麻 | 红枣 | 黑胡椒 | 白胡椒 | 绿豆 | 红豆 | 黄油 | 黄瓜 | 蛋黄 | 橄榄油 | 白米 | 黑豆 | 胡椒 | 卵白 | 黄身 | 白ごま | 黒ごま | 黒糖 | 青葱 | 青菜 | 白菜
  body: red nose | redness | white hair | white teeth | dark circles | blackheads | blue light | 黑眼圈 | 黑头 | 面红 | 红血丝 | 美白 | 亮白 | 洁白 | 增白 | 白天 | 黑夜 | 面白 | 白髪 | 黒髪
  prose: out of the blue | green light | red tape | white noise | silver lining | golden rule | go green | white space | blank white | black and white photo | green thumb | green fingers | glass of | a glass | your glass | wine glass | reading glasses | ins schwarze | grünes licht | ins grüne | im grünen | wollen | brot | 第二层皮肤 | 第二层皮 | 白噪音 | 绿色环保 | 红包 | 白领 | 黑科技 | 蓝牙 | 蓝光 | 蓝天 | 绿植 | 青春 | 青年 | 银行 | 金属 | 铁路 | 地铁 | 木头人 | 橙子 | 黄昏 | 黑板 | 白板 | 白墙 | 红绿灯 | 紫外线 | 紫外 | 面白い | 青空 | 黒板 | 白紙 | 緑茶 | 赤ちゃん | 紫外線
  feather: white duck down | white goose down | grey duck down | grey goose down | weiße gänsedaune*
  weather: black ice | 白雪 | 红叶 | 青山
  leather-like: leather goods | leather care | for leather shoes
  frozen-silk: 冰丝 | アイスシルク | ice silk
  water-pressure: 耐水圧 | water pressure | 水压
  argan: 摩洛哥坚果油 | 摩洛哥坚果 | moroccan oil
  country: china organic product | china organic | 中国有机产品认证 | 中国红 | 中国风 | 中国结 | french press | french fries | french toast | french door | french seam | swiss roll | swiss army | danish pastry | brazil nut | brazil nuts | brussels sprouts | turkish delight | turkish towel | italian seasoning | india ink | panama hat | 法式 | 意式 | 日式 | 韩式 | 中式 | 美式 | 英式 | 泰式 | 法棍 | 土耳其蓝 | 瑞士卷 | 德语 | 法语 | 日语 | 日本語 | 中国語 | 英語 | フランスパン | フレンチ | 日本酒 | 日本茶 | 和洋
  board: walnut halves | walnut kernels | maple syrup | pine nuts | pine scent | cherry blossom | bamboo charcoal | birch water | oak moss | 竹炭 | 枫糖 | 松子 | 樱花 | 胡桃仁 | 竹笋
  virgin: extra virgin | 特级初榨 | natives olivenöl extra | エキストラバージン
  ccc: 中国3c
  other-words: gummies | gummy | gummi bears | glasses | eyeglasses | sunglasses | spectacles
  nations: dutch oven | french oven | fine china | english ivy | swiss cheese | turkish coffee | thai basil | indian summer | plaster of paris | american football | brazilian wax | scotch tape | russian doll | 中山装 | 法兰绒衬里 | 德式布局 | 美式布局 | 美式咖啡 | 意式浓缩 | 意式咖啡 | アメリカン | 日本サイズ | 国内配送
  like: like silk | like velvet | as soft as silk | like glass | like leather | like a second skin | like cashmere | leather-look | leather look | wood-look | wood look | linen-look | marble-look | marble effect | wood grain | holzoptik* | lederoptik* | marmoroptik* | betonoptik* | wie seide | wie samt | 像羽毛 | 羽毛般 | 如羽毛 | 像丝绸 | 如丝绸 | 丝绸般 | 丝般 | 像玻璃 | 水晶般 | 丝绒质地 | 丝绒妆 | 仿木纹 | 木纹 | 仿皮纹 | 皮纹 | 大理石纹 | 仿大理石 | 木目調 | 大理石調 | レザー調 | 絹のよう | シルクのよう | 羽のよう
  balls: 羽毛球 | 乒乓球 | 玻璃窗 | 玻璃水 | 木地板 | 铁锅 | 钢琴 | 钢笔 | 铅笔 | 金鱼 | 银杏 | 竹子林 | 竹林 | 铜锣 | 石榴 | 麻烦 | 麻辣 | 芝麻 | 棉花糖 | 棉签 | ガラス越し | 鉄棒 | 木漏れ日 | 木曜 | glass door | glass table | window glass | on wood | on glass | iron it | iron on | iron at | to iron | to brown | to blacken | to whiten | to yellow | cool iron | warm iron | do not iron | rice paper | steel yourself | silver birch | gold standard | lead time | tin foil | tin opener | copper pans | wool wash | silk programme | wool programme | delicate wool | 熨斗 | アイロン
  `,
);
