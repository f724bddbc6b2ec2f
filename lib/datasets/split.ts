import { z } from "zod";

/** The parts that the rows of a dataset are split into: to learn from, to choose by, and to be judged on. */
export const PARTS = ["train", "validation", "test"] as const;

export type Part = (typeof PARTS)[number];

/** How many percent of the rows each part is to have; together a hundred. */
export type Shares = Record<Part, number>;

/** Until somebody says otherwise. */
export const USUAL_SHARES: Shares = { train: 80, validation: 10, test: 10 };

const shareSchema = z.number().min(0).max(100);

export const splitSchema = z.discriminatedUnion("by", [
  z.object({
    by: z.literal("share"),
    shares: z.object({ train: shareSchema, validation: shareSchema, test: shareSchema }),
  }),
  z.object({ by: z.literal("column"), column: z.string().max(200) }),
]);

/** How the part of a row is told: by a hash of its key, so that it is the same in every version; or by what a column says. */
export type Split = z.output<typeof splitSchema>;

/** What columns call the parts, in lower case. */
export const PART_WORDS: Record<Part, readonly string[]> = {
  train: ["train", "training", "训练", "训练集"],
  validation: ["validation", "valid", "val", "dev", "development", "验证", "验证集", "开发集"],
  test: ["test", "testing", "测试", "测试集"],
};

/** Whether shares come to a hundred, as far as people write them down. */
export function isWhole(shares: Shares): boolean {
  return Math.abs(PARTS.reduce((sum, part) => sum + shares[part], 0) - 100) < 1e-6;
}
