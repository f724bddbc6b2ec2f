/** Who is warned, told to ask first, or told that goods do not heal: where names of illnesses and cures are no claim. */
export const notHealing: Record<"zh" | "en" | "de" | "ja", string[]> = {
  zh: phrases(`
    ~…患者请, ~…患者慎, ~…患者应, ~…患者需, ~…患者不, ~…患者禁, ~…患者在医生, ~…患者使用前, ~…患者食用前, ~…患者遵,
    ~…病人请, ~…病人仍, ~人仍, ~人请, ~人慎, ~人应, ~人需, ~人不, ~…病人慎, ~…患者仍, ~…人群慎, ~…者慎用, ~…者禁用, ~…时不建议, ~…时请勿, ~…时请停, ~…期间不, ~…期间请,
    ~…请咨询医生, ~…请遵医嘱, ~…请就医, ~…等不适, ~…等症状请, 出现…~, 患有…~, 有…~史, 对…~过敏, 不能代替…~, 不可代替…~, 不代替…~,
    不替代…~, 不能替代…~, 不具有…~, 不具备…~, 无任何…~, 没有任何…~, 不宣称…~, 不承诺…~, 不声称…~, 勿用于…~, 不用于…~, 不可用于…~, 不能用于…~,
    不是药…~, 并非药…~, 非~, ~收纳盒, ~收纳罐, ~收纳包, ~餐盒, ~药盒, ~挂图, ~课程, ~剂请与, ~药请, 《…》`),
  en: phrases(`
    if you have … ~, if you suffer from … ~, if you get … ~, people with … ~, anyone with … ~, those with … ~, not recommended for … ~,
    not suitable for … ~, not meant to … ~, not intended to … ~, not intended for … ~, does not treat … ~, does not claim to … ~, makes no claim … ~,
    not for … ~, is no … ~, not a … ~, not ~, no ~, nor ~, cannot ~, may cause … ~, can cause … ~, in case of … ~, a history of … ~, allergic … ~,
    prone to … ~, ~ … see a doctor, ~ … consult, ~ … ask your doctor, ~ … talk to your doctor, ~ … occurs, ~ … develops, ~ … persists`),
  de: phrases(`
    bei … ~ bitte, bei … ~ nicht, nicht bei … ~, nicht für … ~ geeignet, kein ~, keine ~, nicht ~, ersetzt … ~, personen mit … ~, menschen mit … ~, wer … ~ hat,
    ~ … arzt fragen, ~ … arzt sprechen, ~ … einen arzt, ~ … auftreten, ~ … auftritt`),
  ja: phrases(`
    ~…の方は, ~…がある方, ~…の場合は使用, ~…の場合はご使用, ~…目的としたものではありません, ~…ものではありません, ~…場合は医師, ~…症状が出た, ~…を保証するものでは, ~…効果はありません,
    ~…ではございません, ~…ではありません`),
};

/** Where a superlative or a promise is denied, or stands in a title. */
export const notPraising: Record<"zh" | "en" | "de" | "ja", string[]> = {
  zh: phrases(`
    不是~, 并非~, 不算~, 算不上~, 称不上~, 谈不上~, 不敢说~, 不敢称~, 不承诺~, 不保证~, 不追求~, 未必~, 不一定~, 不代表~, 没有所谓~, 无法~, 非~, 《…》,
    ~…词不作承诺`),
  en: phrases(`
    not ~, not the ~, isn't ~, isn't the ~, aren't ~, nor ~, neither ~, cannot be ~, claim to be … ~, not claim … ~, don't promise … ~, do not promise … ~, cannot promise … ~, can't promise … ~`),
  de: phrases(`nicht ~, nicht der ~, nicht die ~, nicht das ~, kein ~, keine ~`),
  ja: phrases(`~…ではありません, ~…わけではありません, ~…とは限りません, 『…』`),
};

function phrases(list: string): string[] {
  return list
    .split(",")
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "");
}
