declare module "opencc-js/dict/*" {
  /** Characters and what the other set has for them: "後 后|鐘 钟 锺|…". */
  const entries: string;
  export default entries;
}
