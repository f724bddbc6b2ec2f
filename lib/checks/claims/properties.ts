import { readConcepts } from "./concept.ts";

/** Properties that have to be tested or proved before they are promised. */
export const properties = readConcepts(
  "property",
  `
  waterproof: waterproof | water-proof | wasserdicht* | 防水 | 完全防水 | 防水性 | 防水加工 | étanche | ウォータープルーフ | waterdicht | 防水等级 | ~waterproofing | 完全防水加工 | 生活防水 | 完全防水仕様
  water-resistant: 防水 | water resistance | water-resistant | water resistant | water-repellent | water repellent | wasserabweisend* | wasserfest* | 防泼水 | 防水 | 撥水 | 耐水 | はっ水
  windproof: windproof | winddicht* | 防风 | 防風
  breathable: breathable | atmungsaktiv* | 透气 | 通気性 | ventilated | 透气网眼 | 通気
  fireproof: fireproof | flame retardant | flame-retardant | feuerfest* | schwer entflammbar* | 阻燃 | 防火 | 難燃
  shockproof: shockproof | shock-proof | stoßfest* | 防摔 | 耐衝撃 | 抗震 | ~drop | ~drop test | 耐摔 | 抗摔 | military-grade | military grade | 军规 | 米军标准 | 耐落下
  scratch-resistant: scratch-resistant | scratch resistant | scratchproof | kratzfest* | 耐刮 | 防刮 | 耐磨 | 傷がつきにくい | anti-scratch | scratch-proof | 防刮花 | 耐划 | 9h
  rustproof: rustproof | rust-proof | rust-resistant | rostfrei* | 防锈 | 防錆 | 錆びにくい | never rusts | nicht rostend* | 不生锈 | 永不生锈 | 錆びない | 錆びません | 錆びない加工
  shatterproof: shatterproof | unbreakable | bruchsicher* | unzerbrechlich* | 防碎 | 摔不破 | 割れない
  non-stick: non-stick | nonstick | antihaftbeschicht* | antihaft* | 不粘 | 不沾 | こびりつきにくい | ノンスティック
  anti-slip: non-slip | anti-slip | slip-resistant | rutschfest* | antirutsch* | 防滑 | 滑り止め | non slip | anti-rutsch* | 防滑底 | すべり止め | ~non slip
  antibacterial: antibacterial | anti-bacterial | antimicrobial | antibakteriell* | antimikrobiell* | 抗菌 | 抑菌 | 杀菌 | 除菌 | 抗ウイルス | 抗病毒 | 抑菌率 | 抗菌加工 | kills bacteria | bakterienhemmend* | 抗菌防臭 | 銀イオン | silver ions | 银离子
  mite: anti-mite | milbendicht* | 防螨 | 除螨 | 防ダニ
  mould: mould-proof | mold-resistant | schimmelresistent* | 防霉 | 防カビ
  odour: odor-resistant | odour-resistant | geruchshemmend* | 除臭 | 防臭 | 消臭 | odor-free | geruchlos* | 防臭加工
  uv: uv | uv protection | uv-protection | uv-schutz | upf | 防晒 | 防紫外线 | 紫外線カット | uvカット | uv400 | 抗uv | uv-blocking | blocks uv | uv-beständig* | uvカット率 | 紫外線対策 | 遮熱
  spf: spf | lichtschutzfaktor*
  hypoallergenic: hypoallergenic | hypoallergen* | 低致敏 | 低过敏 | 低刺激 | 低アレルギー | アレルギーテスト済み
  tested-skin: dermatologically tested | dermatologist tested | dermatologist-tested | clinically tested | clinically proven | hautverträglichkeit getestet | dermatologisch getestet | dermatologisch bestätigt | klinisch getestet | klinisch bewiesen | 皮肤科测试 | 临床验证 | 临床测试 | 临床证明 | 皮膚科テスト済み | パッチテスト済み | 臨床試験済み | 医用级 | 临床
  organic: organic | organically grown | bio | biologisch angebaut* | aus biologischem anbau | ökologisch angebaut* | 有机 | オーガニック | 有機 | 有機栽培 | organically | bio-* | 有机认证 | 無農薬 | 有機jas認定 | 有機素材
  vegan: vegan | vegane | veganer | veganes | 纯素 | ヴィーガン | ビーガン | suitable for vegans | plant-based | plant based | pflanzlich* | 植物基 | 純植物性 | 植物性
  cruelty-free: cruelty-free | cruelty free | tierversuchsfrei* | ohne tierversuche | 零残忍 | 无动物实验 | 動物実験なし | クルエルティフリー
  natural: 100% natural | all-natural | all natural | 纯天然 | 全天然 | 100%天然 | 天然成分100% | rein natürlich* | 100 % natürlich | natural ingredients | 天然由来100% | 天然素材100% | 天然成分のみ
  gluten-free: gluten-free | gluten free | glutenfrei* | 无麸质 | グルテンフリー
  sugar-free: sugar-free | sugar free | no added sugar | zuckerfrei* | ohne zuckerzusatz | 无糖 | 无蔗糖 | 零糖 | 0糖 | 砂糖不使用 | 無糖
  fat-free: fat-free | fettfrei* | 零脂 | 0脂 | 脱脂 | 無脂肪
  lactose-free: lactose-free | laktosefrei* | 无乳糖 | ラクトースフリー
  caffeine-free: caffeine-free | decaffeinated | koffeinfrei* | 无咖啡因 | カフェインレス | ノンカフェイン | デカフェ
  additive-free: additive-free | no additives | ohne zusatzstoffe | 无添加 | 零添加 | 0添加 | 無添加 | 無添加の | 化学調味料無添加 | 食品添加物不使用
  preservative-free: preservative-free | no preservatives | ohne konservierungsstoffe | 无防腐剂 | 不含防腐剂 | 保存料不使用
  paraben-free: paraben-free | parabenfrei* | ohne parabene | 不含对羟基苯甲酸酯 | パラベンフリー
  alcohol-free: alcohol-free | alkoholfrei* | 不含酒精 | 无酒精 | アルコールフリー | ノンアルコール
  fragrance-free: fragrance-free | fragrance free | unscented | parfümfrei* | ohne duftstoffe | 无香精 | 无香料 | 無香料 | scent-free | duftfrei* | 无香 | 无味型 | 無香 | 香料フリー | ohne parfüm
  silicone-free: silicone-free | silikonfrei* | 无硅油 | ノンシリコン
  sulphate-free: sulfate-free | sulphate-free | sulfatfrei* | 无硫酸盐 | サルフェートフリー
  gmo-free: non-gmo | gmo-free | gentechnikfrei* | 非转基因 | 遺伝子組み換えでない
  formaldehyde-free: formaldehyde-free | formaldehydfrei* | 零甲醛 | 无甲醛 | ホルムアルデヒド不使用
  lead-free: lead-free | bleifrei* | 无铅 | 鉛フリー
  nickel-free: nickel-free | nickelfrei* | 无镍 | 不含镍 | ニッケルフリー
  pfoa-free: pfoa-free | pfas-free | pfoa-frei* | pfas-frei* | 不含pfoa | pfoaフリー
  phthalate-free: phthalate-free | phthalatfrei* | 不含邻苯二甲酸酯
  non-toxic: non-toxic | nontoxic | ungiftig* | schadstofffrei* | schadstoffgeprüft* | 无毒 | 無毒
  food-grade: food-grade | food grade | food-safe | food safe | lebensmittelecht* | 食品级 | 食品グレード | 食品衛生法適合
  dishwasher: dishwasher-safe | dishwasher safe | spülmaschinenfest* | spülmaschinengeeignet* | 可洗碗机清洗 | 洗碗机适用 | 可进洗碗机 | 食洗機対応 | 食洗機可 | 食器洗い乾燥機対応 | dishwasher proof | spülmaschinentauglich* | 可放洗碗机 | 可放洗碗机清洗 | 可用洗碗机 | 放进洗碗机 | 机洗碗 | 食洗機で洗え | 食器洗浄機対応 | 食洗機ok | 洗碗机可用 | 可入洗碗机 | 可洗碗机 | 食洗機使用可 | 食洗器対応 | 食洗機にも
  microwave: microwave-safe | microwave safe | mikrowellengeeignet* | mikrowellenfest* | 可微波 | 微波炉适用 | 可微波加热 | 电子レンジ対応 | 電子レンジ対応 | 電子レンジ可 | mikrowellentauglich* | 可入微波炉 | 微波炉可用 | 可进微波炉 | 能进微波炉 | 微波加热 | レンジ対応 | レンジ可 | レンジok | 可用微波炉 | レンジで温め | 電子レンジok | 電子レンジ使用可
  oven-safe: oven-safe | oven safe | ofenfest* | backofengeeignet* | 可进烤箱 | 烤箱适用 | オーブン対応 | ovenproof | ofensicher* | 可入烤箱 | 烤箱可用 | 能进烤箱 | オーブン可 | オーブンok
  induction: induction-compatible | induction compatible | suitable for induction | induktionsgeeignet* | für induktion geeignet | alle herdarten | 电磁炉适用 | 电磁炉通用 | 适用电磁炉 | ih対応 | induction-ready | works on induction | all hobs | induktionstauglich* | auf induktion | 电磁炉可用 | 电磁炉也能用 | 可用电磁炉 | ih可 | ih使用可 | オール熱源対応 | 全炉灶 | 全灶具
  machine-washable: machine-washable | machine washable | machine wash | waschmaschinenfest* | maschinenwaschbar* | 可机洗 | 机洗 | 洗濯機可 | 洗濯機で洗える | 丸洗い可能 | washing machine safe | machine-wash | maschinenwäsche | 可以机洗 | 可洗衣机 | 洗濯可 | 洗濯機ok | 丸洗い | 可水洗 | カバー洗濯可 | ウォッシャブル | 洗濯機で丸洗い | 自宅で洗える
  wrinkle-free: wrinkle-free | wrinkle-resistant | non-iron | bügelfrei* | knitterfrei* | knitterarm* | 免烫 | 抗皱 | ノーアイロン | 形状記憶 | シワになりにくい
  quick-dry: quick-dry | quick-drying | quick drying | schnelltrocknend* | 速干 | 速乾 | 吸水速乾 | 速乾性
  handmade: handmade | hand-made | handcrafted | hand-crafted | hand-stitched | hand-sewn | handgemacht* | handgefertigt* | handgearbeitet* | handgenäht* | 手工 | 纯手工 | 手工制作 | 手作り | 手縫い | 手仕事 | ハンドメイド | hand-thrown | hand-poured | hand-knitted | hand-painted | von hand | handgegossen* | handgetöpfert* | 手绘 | 手织 | 手拉坯 | 手工缝制 | 手吹き | 手描き | 手編み | 職人の手作り | 手彫り | 手染め | 手織り | 手刷り | 手漉き | 手練り | 手挽き
  recycled: recycled | recycelt* | recyclet* | 再生材料 | 回收材料 | リサイクル素材 | ~recycled | 再生纤维 | 再生纸 | 再生塑料 | リサイクル | 再生素材 | 再生 | recyclingmaterial*
  recyclable: recyclable | recycelbar* | recyclebar* | 可回收 | リサイクル可能
  biodegradable: biodegradable | compostable | biologisch abbaubar* | kompostierbar* | 可降解 | 可生物降解 | 生分解性
  eco: eco-friendly | environmentally friendly | climate-neutral | climate neutral | carbon-neutral | carbon neutral | klimaneutral* | umweltfreundlich* | nachhaltig* | sustainable | sustainably | 碳中和 | 零碳 | カーボンニュートラル | klimafreundlich* | earth-friendly | planet-friendly | 环保材料 | エコ素材 | サステナブル
  lifetime-warranty: lifetime warranty | lifetime guarantee | lebenslange garantie | 终身质保 | 终身保修 | 永久保証 | 生涯保証 | lebenslang garantie | lebenslanger garantie | 终身质保服务 | 生涯保障
  warranty: warranty | guarantee | garantie | 质保 | 保修 | 保証付き | メーカー保証 | ~warranty | ~garantie | ~质保 | ~保修 | ~保証
  wireless: wireless | kabellos* | 无线 | ワイヤレス | コードレス | cordless | ~bluetooth | ~蓝牙 | ~蓝牙耳机 | ワイヤレス充電
  bluetooth: bluetooth | 蓝牙 | ブルートゥース
  wifi: wi-fi | wifi | wlan | ワイファイ
  rechargeable: rechargeable | wiederaufladbar* | 可充电 | 充电式 | 充電式 | ~mah | aufladbar* | 充电款 | usb充电 | usb rechargeable | 可反复充电 | 充電可能
  fast-charge: fast charging | fast-charging | quick charge | schnellladen | schnelllade* | 快充 | 急速充電
  noise-cancelling: noise-cancelling | noise cancelling | noise-canceling | anc | noise canceling | active noise | geräuschunterdrück* | 降噪 | 主动降噪 | ノイズキャンセリング | anc降噪 | noise-reducing | アクティブノイズキャンセリング
  touchscreen: touchscreen | touch screen | 触摸屏 | 触屏 | タッチパネル | タッチスクリーン
  nfc: nfc
  gps: gps
  usb-c: usb-c | usb c | type-c | typec | タイプc
  solar: solar-powered | solar powered | solarbetrieben* | 太阳能 | ソーラー | solarpanel* | solarmodul* | solar panel | 太阳能板 | 太阳能充电 | ソーラー充電
  adjustable: height-adjustable | höhenverstellbar* | 高度可调 | 高さ調節 | adjustable height | 可升降 | 升降调节 | 可升降调节 | 昇降式 | 高さ調整
  foldable: foldable | folding | collapsible | faltbar* | klappbar* | zusammenklappbar* | 可折叠 | 折叠 | 折りたたみ | 折叠收纳 | 折りたたみ式 | folds flat | zusammenfaltbar* | 折り畳み
  detachable: detachable | removable cover | abnehmbar* | 可拆卸 | 可拆洗 | 取り外し可能 | 取り外せる | removable | 可拆 | 取り外し可 | 着脱可能 | 着脱式
  reversible: reversible | wendbar* | 双面穿 | リバーシブル
  anti-theft: anti-theft | rfid-blocking | rfid | rfid-schutz | 防盗 | スキミング防止 | 盗難防止
  leakproof: leakproof | leak-proof | leak proof | spill-proof | auslaufsicher* | 防漏 | 密封防漏 | 漏れない | never leaks | 不漏水 | 防漏水 | 密封 | 漏れにくい | wasserdicht verschließbar*
  insulated: insulated | double-wall | double-walled | vacuum-insulated | vacuum insulated | doppelwandig* | isoliert* | vakuumisoliert* | 保温 | 真空保温 | 双层真空 | 保冷 | 真空断熱 | thermos | keeps hot | keeps cold | ~insulated | 双层 | 二重構造 | 真空二重 | ダブルウォール | thermo* | isolierend*
  orthopaedic: orthopedic | orthopaedic | orthopädisch* | 矫形 | 整形外科
  ergonomic: ergonomic | ergonomically | ergonomisch* | 人体工学 | エルゴノミクス | 人間工学
  gift-box: gift box | gift-boxed | geschenkbox* | geschenkverpackung* | 礼盒 | 礼盒装 | ギフトボックス | 化粧箱
  magnetic: magnetic | magnetisch* | magnetverschluss* | 磁吸 | 磁性 | マグネット
  app-control: app-controlled | app control | app-steuerung | 手机app | app控制 | アプリ対応 | app-gesteuert* | per app steuerbar* | smartphone app
  probiotics: probiotic | probiotics | probiotisch* | 益生菌 | プロバイオティクス
  vitamin-c: vitamin c | 维生素c | 维c | ビタミンc
  hyaluronic: hyaluronic acid | hyaluron* | 玻尿酸 | 透明质酸 | ヒアルロン酸
  retinol: retinol | 视黄醇 | a醇 | レチノール
  niacinamide: niacinamide | 烟酰胺 | ナイアシンアミド
  collagen: collagen | kollagen* | 胶原蛋白 | コラーゲン
  ceramide: ceramide | ceramides | 神经酰胺 | セラミド
  salicylic: salicylic acid | salicylsäure* | 水杨酸 | サリチル酸
  aloe: aloe vera | aloe | 芦荟 | アロエ
  tea-tree: tea tree | teebaum* | 茶树 | ティーツリー
  silent: completely silent | silent motor | whisper-quiet | lautlos* | geräuschlos* | flüsterleise* | 静音 | 无声 | 静音设计 | 静音モーター | 無音
  anti-fog: anti-fog | fog-free | beschlagfrei* | 防雾 | 曇り止め | くもり止め
  photochromic: photochromic | selbsttönend* | 变色镜片 | 光致变色 | 調光レンズ
  polarised: polarised | polarized | polarisiert* | 偏光
  squirrel-proof: squirrel-proof | chew-proof | bite-proof | bissfest* | 耐咬 | 防咬
  mosquito: mosquito-repellent | insect-repellent | mückenabweisend* | 驱蚊 | 防蚊 | 防虫加工 | 虫よけ
  anti-static: anti-static | antistatisch* | 防静电 | 静電気防止
  stain-resistant: stain-resistant | stain resistant | stain-proof | fleckenabweisend* | fleckgeschützt* | 防污 | 防油污 | 防汚
  fade-resistant: fade-resistant | colourfast | colorfast | farbecht* | lichtecht* | 不褪色 | 永不褪色 | 防褪色 | 色褪せない | 色落ちしない
  yellow-resistant: never yellows | yellow-resistant | non-yellowing | vergilbungsfrei* | 抗黄变 | 不发黄 | 永不发黄 | 黄変しない
  pre-seasoned: pre-seasoned | eingebrannt* | 已开锅 | 免开锅 | シーズニング済み
  pilling: pill-resistant | anti-pilling | pillingfrei* | 不起球 | 抗起球 | 毛玉ができない | 毛玉防止
  snag: snag-proof | snag-resistant | laufmaschenfest* | 防勾丝 | 伝線しにくい
  stretch: four-way stretch | 4-way stretch | vier-wege-stretch | 四面弹 | 四向弹力 | ストレッチ素材
  reflective: reflective | reflektierend* | 反射材 | リフレクター | 反光条 | 反光设计 | ~反光 | 反光材料
  glow: glow-in-the-dark | glow in the dark | nachtleuchtend* | 夜光 | 蓄光
  reusable: reusable | wiederverwendbar* | 可重复使用 | 繰り返し使える
  refillable: refillable | nachfüllbar* | 可替换芯 | 可补充 | 詰め替え可能 | レフィル
  refrigerate: no refrigeration
  cold-pressed: cold-pressed | cold pressed | kaltgepresst* | 冷榨 | 低温冷榨 | 低温压榨 | コールドプレス | 低温圧搾
  raw: unpasteurised | unpasteurized | nicht pasteurisiert*
  single-origin: single-origin | single origin | 单一产地 | シングルオリジン
  first-grade: top grade | premium grade | grade a | 特级 | 特優 | 一级品 | 特級
  reef-safe: reef-safe | reef safe | riffreundlich* | 珊瑚友好 | サンゴに優しい
  tinted: tinted | getönt* | 有色 | 带色调 | 色付き
  spf50: spf 50* | spf50* | lichtschutzfaktor 50* | lsf 50* | 防晒指数50
  hotplate: direct flame | auf offener flamme | 直火対応 | 直火可 | 可明火 | 可直火
  voice: voice control | voice-controlled | voice assistant | sprachsteuerung* | 语音控制 | 语音助手 | 声控 | 音声操作 | 音声ガイド
  wireless-charging: wireless charging | kabellos laden | kabelloses laden | 无线充电 | ワイヤレス充電
  auto-shutoff: auto shut-off | automatic shut-off | abschaltautomatik* | 自动断电 | 自动关机 | 自動オフ | オートオフ | ~auto off
  auto-open: automatic open | auto-open | auf-zu-automatik* | 全自动开合 | ワンタッチ自動開閉 | 自動開閉
  soft-close: soft-close | soft close | sanftschließ* | 缓冲铰链 | 静音阻尼 | ソフトクローズ
  soundproof: soundproof | sound-proof | schalldicht* | 隔音 | 防音
  blackout: blackout | lichtundurchlässig* | 全遮光 | 遮光率100% | 完全遮光
  child-lock: child lock | childproof | child-proof | kindersicherung* | kindersicher* | 童锁 | 儿童锁 | チャイルドロック
  cabin: cabin approved | cabin-approved | carry-on approved | handgepäcktauglich* | 可登机 | 可直接登机 | 機内持ち込み | 机内持込
  ambidextrous: left- and right-handed | ambidextrous | für linkshänder | 左右手通用 | 左右兼用 | 左利き対応
  assembled: fully assembled | ready assembled | fertig montiert* | 免安装 | 完成品 | 組立不要
  antenna-5g: 5g network | 5g网络 | 5g対応
  4k: 4k | 4k超清 | 8k | ultra hd
  hdr: hdr
  oled: oled | amoled
  hi-res: hi-res | hi-res audio | ldac | aptx
  dolby: dolby atmos | dolby | 杜比 | ドルビー
  hepa: hepa
  uv-sterilise: uv sterilisation | uv sterilization | uv-c | uv-sterilisation | 紫外线杀菌 | uv杀菌 | uv除菌
  medical-device: medical device | medizinprodukt* | 医疗器械 | 医療機器
  allergy: allergy-friendly | allergikergeeignet* | für allergiker | 过敏人群 | 敏感肌可用 | アレルギー対応 | 敏感肌用
  baby-safe: baby-safe | safe for babies | 婴儿可用 | 母婴可用 | 赤ちゃんにも安心 | 新生児から使える
  pregnancy: safe in pregnancy | pregnancy-safe | 孕妇可用 | 孕妇可放心 | 妊婦さんも
  non-comedogenic: non-comedogenic | nicht komedogen | 不致痘 | ノンコメドジェニックテスト済み
  oil-free: oil-free | ölfrei* | 不含油 | オイルフリー
  mineral-oil-free: mineral-oil-free | ohne mineralöl | 不含矿物油 | 鉱物油不使用
  palm-oil-free: palm-oil-free | palmölfrei* | 不含棕榈油 | パーム油不使用
  nut-free: nut-free | nussfrei* | 不含坚果 | ナッツ不使用
  dairy-free: dairy-free | milchfrei* | 不含乳制品 | 乳製品不使用
  keto: keto | keto-friendly | ketogen* | 生酮 | ケト
  high-protein: high-protein | high protein | proteinreich* | 高蛋白 | 高タンパク
  low-fat: low-fat | fettarm* | 低脂 | 低脂肪
  lithium: lithium batteries | lithium battery | lithium-ion | lithium-ionen* | 锂电池 | 锂离子 | リチウム電池 | リチウムイオン
  memory-card: microsd | sd card | sd-karte | 内存卡 | sdカード
  bilingual: bilingual | zweisprachig* | 双语 | 中英文 | 中英双语 | バイリンガル
  chinese-edition: chinese edition | 中文版
  english-edition: english edition | 英文版
  german-edition: deutsche ausgabe
  quilted: quilted | gesteppt* | 绗缝 | キルティング
  thermal-lining: thermal lining | fleece-lined | sherpa-lined | thermofutter | 加绒 | 加绒加厚 | 裏起毛
  cooling: cooling | cooling fabric | kühlend* | 凉感 | 冰感 | 接触冷感 | ひんやり | 冷感
  heat-retaining: heat-generating | wärmespeichernd* | 发热面料 | 自发热 | 発熱素材 | 蓄熱
  pesticide-free: pesticide-free | pestizidfrei* | unbehandelt* | 无农药 | 零农残 | 農薬不使用 | 栽培期間中農薬不使用
  plant-dyed: plant-dyed | naturally dyed | pflanzengefärbt* | 植物染 | 草木染 | 草木染め | 天然染料
  far-infrared: far infrared | far-infrared | ferninfrarot* | 远红外 | 遠赤外線
  negative-ions: negative ions | negativionen | 负离子 | マイナスイオン
  vegetable-tanned: vegetable-tanned | vegetable tanned | pflanzlich gegerbt* | 植鞣 | 植物鞣制 | タンニンなめし | 植物タンニンなめし
  chrome-free: chrome-free | chromfrei* | 无铬鞣
  seamless: seamless | nahtlos* | 无缝 | 无痕 | シームレス | 縫い目のない
  wide-mouth: wide mouth | weite öffnung | 宽口
  one-touch: one-touch | one touch | 一键 | ワンタッチ
  self-standing: self-standing | 自立
  reversible-use: two-way | 2way | 两用 | 3way
  heat-resistant: heat-resistant | heat resistant | hitzebeständig* | 耐高温 | 耐热 | 耐熱
  cold-resistant: frost-proof | frostsicher* | winterhart* | 耐寒
  weatherproof: weatherproof | weather-resistant | wetterfest* | 防日晒雨淋 | 耐候 | 全天候
  crack-resistant: chip-resistant | schlagfest* | 抗冲击 | 防爆
  bpa: bpa
  `,
);
