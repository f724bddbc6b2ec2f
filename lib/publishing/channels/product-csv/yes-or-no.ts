/** A text as a file says yes and no with digits; any other stays. */
export function yesOrNo(text: string): string {
  if (/^(?:true|yes)$/i.test(text)) return "1";
  return /^(?:false|no)$/i.test(text) ? "0" : text;
}
