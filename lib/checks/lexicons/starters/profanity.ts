import type { LexiconEntry } from "../lexicon.ts";
import { readStarter } from "./read-starter.ts";

/** The commonest swear words, as pointers to begin a list of one's own with. */
export const profanity: Record<"zh" | "en" | "de" | "ja", LexiconEntry[]> = {
  zh: readStarter(
    { severity: "block", category: "脏话" },
    `
    他妈的 | 妈的 | 操你 | 我操 | 卧槽 | 傻逼 | 傻b | 煞笔 | 沙雕 | 牛逼 | 牛b | 装逼 | 逼格 | 滚蛋 | 混蛋 | 王八蛋 | 婊子 | 贱人 | 屁民 | 狗屎 | 去死 | 脑残 | 智障 | 尼玛 | 草泥马 | 屌丝 | 屌爆 | 屌炸 | 傻叉 | 傻x | 沙比 | 草你 | 日你 | 狗日的 | 狗娘养 | 龟儿子 | 贱货 | 不要脸 | 特么的 | 妈蛋 | 鸡巴 | 撒币 | 二逼 | 蠢货 | 白痴 | 弱智 | 滚粗 | 操蛋 | 扯淡 | 放屁 | 狗屁 | 狗东西 | 畜生 | 混账 | 他娘的 | 老娘们 ! 他妈的味道是家的味道
    `,
  ),
  en: readStarter(
    { severity: "block", category: "profanity" },
    `
    fuck* | motherfuck* | shit | shitty | bullshit | bitch | bitches | asshole | bastard | cunt | dick | dickhead | piss off | crap | crappy | damn | goddamn | badass | kick-ass | kickass | slut | whore | wank* | bollocks | retard | retarded | bitchin* | asshat | arsehole | arse | jackass | dumbass | smartass | dipshit | shite | bugger off | sod off | pissed off | twat | prick | wtf | f*ck | f**k | sh*t | b*tch | a$$ | goddammit | dammit | effing | frigging | freaking | bloody hell | what the hell | as hell | hell yeah | hell yes | one hell of | hell of a | big-ass | bad-ass | lazy-ass | pissed | piss | taking the piss | boobs | titties | cocksucker | douche | douchebag | screw you | screw that | suck it | moron | morons | idiot | idiots | idiotic | stupid | tosser | skank | balls-out | bullcrap | horseshit | batshit | holy crap | no-bullshit | no bullshit | buggered | knobhead | bellend | shagging | wtaf | omfg | stfu | lmfao | ffs | sh!t | f#ck | fcuk | biatch | beyotch | mofo | bimbo | scumbag | motherfu* | dumb-ass ! flame-retarded, retarded growth, damn-free, spotted dick
    `,
  ),
  de: readStarter(
    { severity: "block", category: "Schimpfwort" },
    `
    scheiß* | scheiss* | arsch | arschloch | verdammt* | verfickt* | fick* | hurensohn | hure | fotze | wichser | mist | kacke | verpiss* | schlampe ! mistgabel, ficksche
    `,
  ),
  ja: readStarter(
    { severity: "block", category: "罵倒語" },
    `
    くそ | クソ | 畜生 | 死ね | ばかやろう | 馬鹿野郎 | バカヤロー | ちくしょう | ふざけんな | ブス | デブ | きちがい | キチガイ | うんこ ! やくそく, もくそう, くそぎ, かくそ, デブロ, ブスケ, ブスバー, ミクソ, ボクソ, たくそう, ラクソ, マクソ, 約くそ, フォーカスくそ, エクソ, サクソ, ひくそ
    `,
  ),
};
