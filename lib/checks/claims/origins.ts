import { readConcepts } from "./concept.ts";

/** Countries and regions as origins, with the adjectives that claim one. */
export const origins = readConcepts(
  "origin",
  `
  cn: china | chinese-made | chinesisch* | chine | 中国 | 国产 | 中国大陆 | 国内生产 | 中国製 | 中国産 | 中国产 | 中国生产 | 国产的 | hergestellt in china
  jingdezhen < cn: jingdezhen | 景德镇
  tw: taiwan | 台湾 | 中国台湾 | alishan | 阿里山 | 台湾产
  hk: hong kong | hongkong | 香港
  jp: japan | japanese | japon | japanisch* | 日本 | 日本製 | 国産 | 日式进口
  kr: korea | south korea | korean | koreanisch* | südkorea | 韩国 | 韓国
  it: italy | italian | italien | italienisch* | italia | italie | 意大利 | 意产 | イタリア | florence | florenz | milan | mailand | venice | venedig | murano | naples | sicily | sizilien | firenze | 佛罗伦萨 | 米兰 | 威尼斯 | 西西里 | フィレンツェ | ミラノ | ヴェネツィア | 意大利制造
  tuscany < it: tuscany | tuscan | toskana* | 托斯卡纳 | トスカーナ
  fr: france | french | frankreich | französisch* | 法国 | 法产 | フランス | lyon | limoges | lyonnais | 里昂 | 利摩日 | リヨン | bretagne | brittany | normandie | normandy | alsace | champagne region | 波尔多 | bordeaux region
  grasse < fr: grasse | 格拉斯 | グラース
  provence < fr: provence | provençal* | 普罗旺斯 | プロヴァンス
  paris < fr: paris | parisian | 巴黎 | パリ
  de: germany | german | deutschland | deutsche | deutscher | deutsches | deutschen | allemagne | 德国 | 德产 | ドイツ | berlin | munich | münchen | hamburg | bavaria | bayern | bayerisch* | black forest | schwarzwald* | erzgebirge* | meissen | meißen* | 慕尼黑 | 柏林 | 黑森林 | 德国制造 | ベルリン | german-made | german-engineered
  solingen < de: solingen* | 索林根 | ゾーリンゲン
  at: austria | austrian | österreich* | 奥地利 | オーストリア | vienna | wien | wiener | tirol* | tyrol* | salzburg* | vorarlberg* | 维也纳 | 蒂罗尔 | ウィーン
  ch: switzerland | swiss | schweiz* | suisse | 瑞士 | スイス | geneva | genf | zürich | zurich | 日内瓦 | ジュネーブ
  gb: united kingdom | england | britain | british | english-made | großbritannien | britisch* | scotland | scottish | 英国 | 苏格兰 | イギリス | 英国製 | スコットランド | london | sheffield | wales | welsh | cornwall | yorkshire | stoke-on-trent | schottland | schottisch* | englisch* | 伦敦 | 谢菲尔德 | ロンドン | シェフィールド
  ie: ireland | irish | irland | irisch* | 爱尔兰 | アイルランド
  es: spain | spanish | spanien | spanisch* | españa | 西班牙 | スペイン | barcelona | andalusia | andalusien | 巴塞罗那 | catalan
  pt: portugal | portuguese | portugiesisch* | 葡萄牙 | ポルトガル | portugal-made | lisbon | lissabon | 里斯本
  nl: netherlands | holland | dutch | niederlande* | niederländisch* | 荷兰 | オランダ
  be: belgium | belgian | belgien | belgisch* | 比利时 | ベルギー
  dk: denmark | danish | dänemark | dänisch* | 丹麦 | デンマーク | copenhagen | kopenhagen | 哥本哈根
  se: sweden | swedish | schweden | schwedisch* | 瑞典 | スウェーデン | stockholm | 斯德哥尔摩
  no: norway | norwegian | norwegen | norwegisch* | 挪威 | ノルウェー
  fi: finland | finnish | finnland | finnisch* | 芬兰 | フィンランド
  pl: poland | polen | polnisch* | 波兰 | ポーランド
  cz: czech republic | czechia | tschechien | tschechisch* | bohemian | 捷克 | チェコ | bohemia | böhmen | böhmisch* | 波希米亚 | ボヘミア
  hu: hungary | hungarian | ungarn | ungarisch* | 匈牙利 | ハンガリー
  gr: greece | greek | griechenland | griechisch* | 希腊 | ギリシャ | crete | kreta | 克里特 | クレタ
  tr: türkiye | turkish | türkei | türkisch* | 土耳其 | トルコ
  ru: russia | russian | russland | russisch* | 俄罗斯 | ロシア
  us: usa | u.s.a. | united states | american-made | made in america | 美国 | 美产 | アメリカ | 米国 | california | kalifornien | new york | texas | oregon | vermont | 加州 | 加利福尼亚 | 纽约 | カリフォルニア | amerikanisch* | american
  ca: canada | canadian | kanada | kanadisch* | 加拿大 | カナダ
  mx: mexico | mexican | mexiko | mexikanisch* | 墨西哥 | メキシコ
  br: brazil | brazilian | brasilien | brasilianisch* | 巴西 | ブラジル
  co: colombia | colombian | kolumbien | kolumbianisch* | 哥伦比亚 | コロンビア
  cl: chile | chilean | chilenisch* | 智利
  pe: peru | peruvian | peruanisch* | 秘鲁 | ペルー
  ar: argentina | argentine | argentinien | argentinisch* | 阿根廷 | アルゼンチン
  au: australia | australian | australien | australisch* | 澳大利亚 | 澳洲 | オーストラリア
  nz: new zealand | neuseeland* | 新西兰 | ニュージーランド
  in: india | indian | indien | indisch* | 印度 | インド | kashmir | darjeeling | assam | 大吉岭 | 阿萨姆 | ダージリン | アッサム
  lk: sri lanka | ceylon | 斯里兰卡 | 锡兰 | スリランカ | セイロン
  th: thailand | thai | thailändisch* | 泰国 | タイ産 | タイ製
  vn: vietnam | vietnamese | vietnamesisch* | 越南 | ベトナム
  id: indonesia | indonesian | indonesien | indonesisch* | 印度尼西亚 | 印尼 | インドネシア
  my: malaysia | malaysian | malaysisch* | 马来西亚 | マレーシア
  ph: philippines | philippinen | 菲律宾 | フィリピン
  bd: bangladesh | bangladesch | 孟加拉 | バングラデシュ
  pk: pakistan | 巴基斯坦 | パキスタン
  kh: cambodia | kambodscha | 柬埔寨 | カンボジア
  eg: egypt | egyptian | ägypten | ägyptisch* | 埃及 | エジプト
  ma: morocco | moroccan | marokko | marokkanisch* | 摩洛哥 | モロッコ
  et: ethiopia | ethiopian | äthiopien | äthiopisch* | 埃塞俄比亚 | エチオピア
  ke: kenya | kenyan | kenia | 肯尼亚 | ケニア
  za: south africa | südafrika* | 南非 | 南アフリカ
  bg: bulgaria | bulgarian | bulgarien | bulgarisch* | 保加利亚 | ブルガリア
  ro: romania | romanian | rumänien | rumänisch* | 罗马尼亚 | ルーマニア
  guangdong < cn: guangdong | guangzhou | shenzhen | dongguan | foshan | zhongshan | 广东 | 广州 | 深圳 | 东莞 | 佛山 | 中山 | 汕头 | 潮州 | 広州 | 深セン
  zhejiang < cn: zhejiang | hangzhou | ningbo | wenzhou | yiwu | jiaxing | pinghu | 浙江 | 杭州 | 宁波 | 温州 | 义乌 | 嘉兴 | 平湖 | 龙井村 | 湖州 | 金华 | 绍兴
  jiangsu < cn: jiangsu | suzhou | nanjing | nantong | wuxi | yixing | 江苏 | 苏州 | 南京 | 南通 | 无锡 | 宜兴 | 扬州
  fujian < cn: fujian | fuzhou | quanzhou | putian | jinjiang | dehua | anxi | wuyishan | wuyi | 福建 | 福州 | 泉州 | 莆田 | 晋江 | 德化 | 安溪 | 武夷山 | 福鼎
  yunnan < cn: yunnan | pu'er | dali | 云南 | 普洱 | 大理 | 西双版纳 | 勐海 | 雲南
  shandong < cn: shandong | qingdao | 山东 | 青岛 | 东阿 | 烟台 | 潍坊
  sichuan < cn: sichuan | chengdu | 四川 | 成都 | 蒙顶山
  hebei < cn: hebei | 河北 | 清河 | 安国
  henan < cn: henan | 河南 | 信阳 | 禹州
  hubei < cn: hubei | wuhan | 湖北 | 武汉 | 恩施
  hunan < cn: hunan | changsha | liling | 湖南 | 长沙 | 醴陵
  anhui < cn: anhui | 安徽 | 黄山 | 祁门 | 宣城
  jiangxi < cn: jiangxi | 江西 | 南昌
  shanxi < cn: shanxi | shaanxi | 山西 | 陕西 | 西安 | 吕梁
  heilongjiang < cn: heilongjiang | wuchang | 黑龙江 | 五常 | 哈尔滨 | 东北大米
  jilin < cn: jilin | changbai | 吉林 | 长白山
  liaoning < cn: liaoning | 辽宁 | 大连
  inner-mongolia < cn: inner mongolia | 内蒙古 | 鄂尔多斯 | 呼伦贝尔
  ningxia < cn: ningxia | zhongning | 宁夏 | 中宁
  xinjiang < cn: xinjiang | hotan | 新疆 | 阿克苏 | 和田 | 吐鲁番 | 新疆ウイグル
  tibet < cn: tibet | tibetan | 西藏 | ティベット
  qinghai < cn: qinghai | 青海
  gansu < cn: gansu | 甘肃
  guangxi < cn: guangxi | 广西 | 桂林
  guizhou < cn: guizhou | 贵州 | 茅台镇
  hainan < cn: hainan | 海南
  shanghai < cn: shanghai | 上海
  beijing < cn: beijing | 北京
  tianjin < cn: tianjin | 天津
  chongqing < cn: chongqing | 重庆
  kyoto < jp: kyoto | uji | 京都 | 宇治 | 西陣
  arita < jp: arita | 有田 | 有田焼 | 有田烧
  bizen < jp: bizen | 备前 | 備前
  mino < jp: mino ware | 美濃 | 美浓
  hasami < jp: hasami | 波佐見 | 波佐见
  imabari < jp: imabari | 今治 | 愛媛
  nanbu < jp: nambu | nanbu | 南部鉄器 | 南部铁器 | 岩手
  sabae < jp: sabae | 鯖江 | 鲭江 | 福井
  tsubame < jp: tsubame | sanjo | 燕三条 | 三条市 | 新潟
  sakai < jp: sakai | 堺
  seki-city < jp: seki city | 関市 | 关市 | 岐阜
  hida < jp: hida | 飛騨 | 飞驒
  kanazawa < jp: kanazawa | 金沢 | 金泽 | 加賀
  okinawa < jp: okinawa | 沖縄 | 冲绳
  hokkaido < jp: hokkaido | 北海道
  shizuoka < jp: shizuoka | 静岡 | 静冈
  nishijin < jp: nishijin | 西陣織
  tokyo < jp: tokyo | 東京 | 东京
  osaka < jp: osaka | 大阪
  miyagi < jp: miyagi | 宮城 | 鳴子
  okayama < jp: okayama | 岡山 | 児島
  lt: lithuania | lithuanian | litauen | litauisch* | 立陶宛 | リトアニア
  lv: latvia | latvian | lettland | 拉脱维亚
  ee: estonia | estonian | estland | 爱沙尼亚
  ua: ukraine | ukrainian | ukrainisch* | 乌克兰
  ir: iran | persian | persisch* | 伊朗 | 波斯 | ペルシャ
  np: nepal | nepalese | 尼泊尔 | ネパール
  mn: mongolia | mongolian | mongolei | 蒙古 | モンゴル
  il: israel | 以色列 | イスラエル
  tn: tunisia | tunesien | 突尼斯
  mg: madagascar | madagaskar | 马达加斯加 | マダガスカル
  ec: ecuador | 厄瓜多尔 | エクアドル
  gt: guatemala | 危地马拉 | グアテマラ
  cr: costa rica | 哥斯达黎加 | コスタリカ
  jm: jamaica | jamaika | 牙买加 | ジャマイカ
  cu: cuba | kuba | 古巴 | キューバ
  is: iceland | icelandic | island-made | 冰岛 | アイスランド
  hr: croatia | kroatien | 克罗地亚
  si: slovenia | slowenien | 斯洛文尼亚
  sk: slovakia | slowakei | 斯洛伐克
  lu: luxembourg | luxemburg | 卢森堡
  mm: myanmar | burma | 缅甸 | ミャンマー
  la: laos | 老挝
  aomori < jp: 青森 | aomori
  akita < jp: 秋田 | akita
  yamagata < jp: 山形 | yamagata
  fukushima < jp: 福島 | 会津 | aizu
  ibaraki < jp: 茨城 | 笠間
  tochigi < jp: 栃木 | 益子 | mashiko
  gunma < jp: 群馬 | 桐生
  saitama < jp: 埼玉 | 狭山
  chiba < jp: 千葉県
  kanagawa < jp: 神奈川 | 横浜 | 小田原 | 箱根
  toyama < jp: 富山 | 高岡
  ishikawa < jp: 石川県 | 九谷 | 輪島 | 九谷焼 | 輪島塗
  yamanashi < jp: 山梨 | 甲州
  nagano < jp: 長野 | 信州 | 木曽
  aichi < jp: 愛知 | 瀬戸 | 常滑 | 三河 | 名古屋
  mie < jp: 三重県 | 伊勢 | 萬古焼 | 伊賀
  shiga < jp: 滋賀 | 信楽 | 近江
  hyogo < jp: 兵庫 | 神戸 | 豊岡 | 淡路島 | 播州 | 丹波
  nara < jp: 奈良 | 吉野
  wakayama < jp: 和歌山 | 紀州
  tottori < jp: 鳥取
  shimane < jp: 島根 | 出雲
  hiroshima < jp: 広島 | 熊野筆
  yamaguchi < jp: 山口県 | 萩焼
  tokushima < jp: 徳島 | 阿波
  kagawa < jp: 香川 | 小豆島 | 讃岐
  kochi < jp: 高知 | 土佐
  fukuoka < jp: 福岡 | 博多 | 久留米 | 八女
  saga < jp: 佐賀 | 伊万里 | 唐津
  nagasaki < jp: 長崎
  kumamoto < jp: 熊本 | 八代
  oita < jp: 大分県 | 別府
  miyazaki < jp: 宮崎県
  kagoshima < jp: 鹿児島 | 薩摩 | 知覧
  `,
);

/** What makes a country a style and no origin, right behind its name, folded. */
export const STYLE_AFTER =
  /^(?:[-\s]?(?:style|styled|inspired|design|look|press|toast|door|kiss|chic|flair|vibe|vibes|garden|countryside)|式|风|风格|味|范|料理|菜|テイスト|スタイル|風|-?stil|-?flair|es flair)/u;
