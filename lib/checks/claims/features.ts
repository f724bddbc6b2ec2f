import { readConcepts } from "./concept.ts";

/**
 * Parts, extras and services a product may have or lack. Prose names them freely; they are claims only where the row
 * says that the product has none.
 */
export const features = readConcepts(
  "feature",
  `
  lid: lid | lids | deckel* | 盖子 | 盖 | 杯盖 | 锅盖 | 蓋 | ふた | フタ | 蓋付き | ふた付き | フタ付き
  camera: camera | webcam | kamera* | 摄像头 | 相机 | カメラ
  hood: hood | kapuze* | 帽子 | 连帽 | 帽 | 兜帽 | フード | フード付き
  pocket: pocket | pockets | tasche | taschen | innentasche* | 口袋 | 袋 | ポケット | ポケット付き | 内ポケット
  counter: counter | counts | zähler* | 计数器 | 计数 | カウンター
  display: display | displays | anzeige | 显示屏 | 屏幕 | 显示 | ディスプレイ | 液晶
  engraving: engraving | engraved | initials | gravur* | graviert* | 刻字 | 定制刻字 | 名入れ | 刻印 | 名入れ可 | 刻印可
  nfc: nfc | contactless payment | contactless payments | kontaktlos* | 刷卡支付 | 门禁卡 | 公交卡 | タッチ決済 | 非接触決済
  mips: mips
  matter: matter certified | matter-compatible | matter
  light: built-in light | night light | led light | beleuchtung* | 灯光 | 夜灯 | 带灯 | 背光 | ライト付き | 照明付き | バックライト | backlight | backlit | ライト | led照明 | バックライト付き
  fan: fan | lüfter* | 风扇 | ファン
  timer: timer | 定时 | 定时器 | タイマー | タイマー付き
  alarm: alarm | wecker* | 闹钟 | 闹铃 | アラーム
  heating: heating | heated | beheizt* | heizung | 加热 | 发热 | ヒーター
  massage: massage | massagefunktion | 按摩 | マッサージ
  remote: remote control | remote | fernbedienung* | 遥控器 | 遥控 | リモコン
  app: app control | app-controlled | app | per app | 手机app | app控制 | アプリ対応 | アプリ
  bluetooth: bluetooth | 蓝牙 | ブルートゥース
  wifi: wi-fi | wifi | wlan | 无线网络 | 联网
  gps: gps
  battery: battery | batteries | batterie | batterien | akku* | 电池 | 含电池 | 電池 | 電池付き | バッテリー
  bulb: bulb | bulbs | leuchtmittel* | glühbirne* | 灯泡 | 光源 | 電球
  charger: charger | ladegerät* | netzteil* | adapter | 充电器 | 充电头 | 适配器 | 充電器 | アダプター | 充電器付き | acアダプター
  cable: cable | ladekabel* | kabel | 数据线 | 充电线 | ケーブル | ケーブル付き | 充電ケーブル
  case: carrying case | carry case | etui | tragetasche | 收纳盒 | 收纳包 | 收纳袋 | 便携包 | ケース付き | 収納袋 | 収納ケース | 専用ケース | 収納袋付き
  strap: strap | straps | shoulder strap | riemen | gurt | 肩带 | 背带 | 绑带 | ストラップ | ストラップ付き | 肩紐 | ショルダー
  handle: handle | handles | griff | henkel | 手柄 | 把手 | 提手 | 取っ手 | ハンドル | 持ち手
  wheels: wheels | castors | casters | rollen | 轮子 | 滚轮 | 脚轮 | 万向轮 | キャスター
  armrests: armrest | armrests | armlehne* | 扶手 | 肘掛け | アームレスト
  headrest: headrest | kopfstütze* | 头枕 | ヘッドレスト
  cushion: cushion | cushions | kissen | 坐垫 | 靠垫 | 抱枕 | クッション | クッション付き
  drawer: drawer | drawers | schublade* | 抽屉 | 引き出し
  shelf: shelf | shelves | einlegeboden* | 隔板 | 层板 | 棚板
  mattress: mattress | matratze* | 床垫 | マットレス
  stand: stand | ständer* | 支架 | 底座 | スタンド
  pump: pump | pumpe* | 打气筒 | 气泵 | 抽气泵 | 泵 | ポンプ
  filter: filter | filters | 滤网 | 滤芯 | フィルター | フィルター付き
  sieve: infuser | sieve | strainer | sieb* | teesieb* | 滤茶器 | 茶滤 | 茶漏 | 茶こし | 茶こし付き | 茶漉し
  spoon: spoon | löffel* | 勺 | 勺子 | スプーン
  straw: straw | strohhalm* | 吸管 | ストロー
  brush: brush | bürste* | 刷子 | 清洁刷 | ブラシ
  lining: lining | lined | futter | gefüttert* | 内衬 | 里料 | 内里 | 里布 | 裏地 | 裏起毛 | 裏地付き | 裏地あり
  zip: zip | zipper | reißverschluss* | 拉链 | ファスナー | ジッパー | ファスナー付き
  lock: lock | schloss | 锁 | 密码锁 | 鍵 | ロック
  magnet: magnetic | magnet | magnets | magnetisch* | magnetverschluss* | 磁吸 | 磁铁 | マグネット
  gift-box: gift box | gift-boxed | geschenkbox* | 礼盒 | 礼品盒 | ギフトボックス | 化粧箱 | ギフト包装 | 木箱入り | 桐箱 | 化粧箱入り
  certificate: certificate | zertifikat* | echtheitszertifikat* | 证书 | 鉴定证书 | 鑑別書 | 証明書
  stone: stone | stones | stein | steine | brillant* | diamant* | diamond | diamonds | 钻石 | 镶钻 | 宝石 | 石
  fragrance: fragrance | scent | 香型 | scented | perfume | duft | parfüm | parfümiert* | 香味 | 香精 | 香料 | 香り | 香料入り | 香りつき
  caffeine: caffeine | koffein* | 咖啡因 | カフェイン
  sugar: added sugar | zuckerzusatz | 蔗糖 | 加糖 | 砂糖
  microphone: microphone | mic | mikrofon* | 麦克风 | マイク
  noise-cancelling: noise cancelling | noise-canceling | anc | geräuschunterdrück* | 降噪 | 主动降噪 | ノイズキャンセリング
  touchscreen: touchscreen | touch screen | touchscreen* | 触屏 | 触摸屏 | タッチパネル | タッチスクリーン
  self-cleaning: self-cleaning | selbstreinigend* | selbstreinigung* | 自清洁 | 自动清洗 | 自動洗浄
  spare: spare | spares | ersatz* | 备用 | 替换装 | 予備 | 替え
  tool: tool included | tools included | werkzeug* | 工具 | 安装工具 | 工具付き
  cover: cover included | schutzhülle* | abdeckung* | 防尘罩 | 保护套 | カバー付き
  chair: chair | chairs | stuhl | stühle | 椅子 | 座椅 | イス | チェア
  gas: gas cartridge | gas canister | gaskartusche* | 气罐 | 瓦斯罐 | ガス缶 | カートリッジ | ~cartridge
  ratchet: ratchet | ratsche* | 棘轮
  swivel: swivel | swivels | rotates | rotating | drehbar* | 旋转 | 可旋转 | 回転
  mite: anti-mite | 除螨 | 防螨 | 防ダニ | milbendicht*
  gluten: gluten-free | glutenfrei* | 无麸质 | グルテンフリー
  umbrella-hood: sun canopy | canopy | sonnendach* | 遮阳篷 | 日除け
  reversible: reversible | wendbar* | 双面穿 | リバーシブル
  window: window | windows | sichtfenster* | 窗口 | のぞき窓
  legs: legs | beine | füße | 脚 | 桌腿
  wings: side pockets | seitentaschen | 侧袋
  rope: rope | seil | 绳子 | ロープ
  belt: belt | gürtel* | 腰带 | ベルト
  hood-fur: fur trim | 毛领
  led: led | 发光 | ledライト
  speaker: speaker | lautsprecher* | 扬声器 | 喇叭 | スピーカー
  heart-rate: heart rate | heart-rate | herzfrequenz* | 心率 | 心拍
  usb: usb port | usb-anschluss | usb接口 | usbポート
  steam: steam | dampf* | 蒸汽 | スチーム
  grill: grill | grillfunktion | 烧烤 | グリル
  ice: ice tray | ice cube tray | eiswürfel* | 冰格 | 製氷
  thermostat: thermostat | thermostat* | 恒温 | サーモスタット
  memory: memory function | memory-funktion | 记忆功能 | メモリー機能
  tripod: tripod | stativ* | 三脚架 | 三脚
  mirror: mirror | spiegel* | 镜子 | 鏡
  sensor: motion sensor | sensor | bewegungsmelder* | 感应 | 人体感应 | 人感センサー
  dimmer: dimmable | dimmbar* | 可调光 | 调光 | 調光
  voice: voice control | sprachsteuerung* | 语音控制 | 声控 | 音声操作
  gift-card: gift card | greeting card | grußkarte* | 贺卡 | メッセージカード
  instructions: instructions | anleitung* | 说明书 | 取扱説明書
  pen: pen | stift | 笔 | ペン
  tassel: tassel | quaste* | 流苏 | タッセル
  buttons: buttons | knöpfe | 纽扣 | ボタン
  velcro: velcro | hook and loop | klettverschluss* | 魔术贴 | マジックテープ
  elastic: elastic waist | gummizug* | 松紧 | ゴム入り
  vent: vents | belüftung* | 通风孔 | 通気孔
  airbag: air cushion | luftkissen* | 气垫 | エアクッション
  fragrance-oil: essential oil | essential oils | ätherische öle | 精油 | エッセンシャルオイル
  `,
);
