/**
 * What the words around an object in an answer make of it: the last word on it, a correction of one before, an answer,
 * nothing, or an aside (an example, a draft, a counter-example).
 */
export type SaidOfJson = "final" | "corrected" | "answer" | "nothing" | "aside";

// What an object is made after or unlike says nothing of the object itself.
const MADE_AFTER =
  /\b(?:following|per|as in|based on|from|using|matching|unlike|than|in line with)\s+(?:the|your|this|these|my|an?)\s+(?:\w+\s+)?(?:example|sample|draft|template)s?\b|(?:按照?|参照|参考|根据|仿照|依照)(?:上述|以上|上面的?|给定的?)?(?:示例|样例|例子|范例|草稿)/giu;
const ASIDE =
  /\b(?:examples?|for instance|samples?|such as|something like|drafts?|first (?:try|attempt|version|pass)|attempt|alternativ\w*|another|placeholders?|hypothetical\w*|suppose|illustrat\w*|worse|wrong|incorrect|previous|original)\b|例如|比如|譬如|示例|样例|例子|举例|范例|草稿|初稿|备选|另一|假设|原文/iu;
const FINAL = /\b(?:final|finally)\b|最终|定稿|最后/iu;
const CORRECTED =
  /\b(?:better|revis\w+|correct\w*|improv\w+|instead|actually|wait|hmm+|fix\w*|should|let me|refin\w+|rewrit\w+|rewrote|updated?|shorter|longer|polish\w*)\b|修改|改进|修正|更正|优化|改为|更好|重新|修订|润色/iu;
const ANSWER =
  /\b(?:answers?|results?|outputs?|response|json|here (?:is|are)|here['’]s|below|as follows)\b|答案|结果|输出|如下|返回/iu;
const OF_THE_SOURCE = /^(?:input|source|row|输入|原始数据)[^:：]{0,30}[:：]$/iu;
const ANNOUNCES = /[:：]\W*$|^#|^\*\*/u;
const LONGEST_ANNOUNCEMENT = 80;
const TAKEN_BACK = new RegExp(
  [
    String.raw`^[ \t"'”)）,，.。:：;—–-]*too \w+`,
    String.raw`^[\s"'”)）,.:;—–-]*(?:(?:this|that|which|it|the above) )?(?:is|was|would be|(?:this|that|it)['’]s)(?: (?:just|only|merely|simply|too|an?|the|my|one|first|possible))* (?:examples?|samples?|drafts?|illustrations?|placeholders?|worse|wrong|dull|long|short)\b`,
    String.raw`^[\s”)），,。：:；-]*(?:以上|上面|这|此)?(?:只是|仅是|仅为|仅仅是|不过是|只不过是|是)(?:一个|个)?(?:示例|样例|例子|草稿|初稿)`,
    String.raw`^[ \t”)），,。：:；-]*(?:太|过于)`,
  ].join("|"),
  "iu",
);

/**
 * @param before what stands between the object before it, or the beginning, and this one.
 * @param after what follows it.
 */
export function saidOfJson(before: string, after: string): SaidOfJson {
  const rest = after.replace(/^\s*(?:`{3,}|~{3,})/, "");
  if (TAKEN_BACK.test(rest)) return "aside";
  const clauses = clausesOf(before);
  const nearest = clauses.pop() ?? "";
  const said = saidIn(nearest);
  if (said === "aside" || said === "final" || said === "corrected") return said;
  const isAnnounced = clauses.some(
    (clause) => clause.length <= LONGEST_ANNOUNCEMENT && ANNOUNCES.test(clause) && saidIn(clause) === "aside",
  );
  return isAnnounced ? "aside" : said;
}

function saidIn(clause: string): SaidOfJson {
  const words = clause.replace(MADE_AFTER, "").replace(/\bfinal draft\b/gi, "final");
  if (ASIDE.test(words) || OF_THE_SOURCE.test(words)) return "aside";
  if (FINAL.test(words)) return "final";
  if (CORRECTED.test(words)) return "corrected";
  return ANSWER.test(words) ? "answer" : "nothing";
}

/** Lines and sentences with something in them, without fences. */
function clausesOf(text: string): string[] {
  return text
    .replace(/\be\.\s?g\.,?/gi, "for example")
    .replace(/^\s*(?:`{3,}|~{3,})[\w-]*\s*$/gm, "")
    .split(/\n|(?<=[.!?。！？；;])(?=\s|$|\p{Script=Han})/u)
    .map((clause) => clause.replace(/`{3,}[\w-]*\s*$/, "").trim())
    .filter((clause) => /[\p{L}\p{N}]/u.test(clause));
}
