/** Another reader of XLIFF, that ours is held against; it brings no types. */
declare module "xliff" {
  type Read = (xml: string) => Promise<{ resources: Record<string, object> }>;
  export const xliff12ToJs: Read;
  export const xliff2js: Read;
}
